import { setTimeout as pause } from 'node:timers/promises';
import { madeApiKeySchema } from '@erp-whatsapp/shared/apiKey';
import type { Socket } from 'socket.io-client';
import { type Agent, connectAgent, connectBare } from './harness/agents.ts';
import { startBaseline } from './harness/bare.ts';
import { checkDelivery } from './harness/checkDelivery.ts';
import { compareLanes, type LaneTimes } from './harness/compareLanes.ts';
import type { Lane } from './harness/deliveryLanes.ts';
import { signIn, startProduct } from './harness/product.ts';
import { report } from './harness/report.ts';
import { bySize } from './harness/size.ts';
import { startCrowd } from './harness/startCrowd.ts';
import { linkNumber, startWorld } from './harness/world.ts';

/** Sockets in each of the two rooms. */
const listeners = bySize(200, 10);
const blocks = bySize(20, 2);
const messagesInBlock = bySize(20, 5);
/** Between two messages, in milliseconds. */
const gap = Number(process.env['GAP'] ?? 50);
const business = '+4930123456';
const customer = '+4915111111111';

const world = await startWorld();
await world.addCustomer(customer);
const product = await startProduct({
  settings: { WHATSAPP_NETWORK: 'simulator', WHATSAPP_WS_URL: world.webSocketUrl },
});
const relay = await startBaseline('deliver');
const sent = ['the first one'];
const lanes = { product: await openProduct(), bare: await openBare() };
const times: LaneTimes = { product: [], bare: [] };
for (let block = -1; block < blocks; block += 1) {
  for (const lane of ['product', 'bare'] as const) {
    const taken = await sendBlock(lanes[lane], block, lane === 'product' ? sent : []);
    if (block >= 0) times[lane].push(...taken);
    // What the block set off has ended before the other one's turn.
    await pause(300);
  }
}
for (const lane of Object.values(lanes)) await lane.close();
await checkDelivery(world, { customer, business, sent });
const { figures, target } = compareLanes(times);
for (const part of [product, relay, world]) await part.end();
report({
  counted: `From an agent’s send_message to whatsappMessage at the last one of ${listeners} programs in the general room and of ${listeners} in a customer’s, whichever is later, on a connected number whose messages go out meanwhile; bare: one durable insert and one Socket.IO event to as many.`,
  figures,
  targets: [target],
});
process.exit(0);

async function openProduct(): Promise<Lane> {
  const { url } = product;
  const token = await signIn(url);
  await linkNumber(world, { url, token }, { phoneNumber: business });
  const sender = await connectAgent(url, token);
  const { conversationId } = await sender.ask('send_message', { to: customer, message: sent[0] ?? '' });
  const { data } = await sender.ask('get_conversations', { ids: [conversationId] });
  const customerId = data[0]?.customerId ?? '';
  const key = await makeKey(url, token);
  const rooms: [string, unknown][] = [
    ['joinWhatsAppGeneral', null],
    ['joinWhatsAppCustomer', customerId],
  ];
  const crowds = await Promise.all(rooms.map((join) => startCrowd({ url, size: listeners - 1, token: key, join })));
  const last: Agent[] = [];
  for (const [event, payload] of rooms) {
    const agent = await connectAgent(url, key);
    const plain: Socket = agent.socket;
    await plain.timeout(5_000).emitWithAck(event, payload);
    last.push(agent);
  }
  return {
    async send(text) {
      const heard = last.map(({ socket }) => whenHeard(socket, 'whatsappMessage'));
      const start = performance.now();
      const acknowledged = sender.ask('send_message', { conversationId, message: text });
      const end = Math.max(...(await Promise.all(heard)));
      await acknowledged;
      return end - start;
    },
    async close() {
      for (const { socket } of [sender, ...last]) socket.disconnect();
      await Promise.all(crowds.map((crowd) => crowd.end()));
    },
  };
}

async function openBare(): Promise<Lane> {
  const { address: url } = relay;
  const sender = await connectBare(url);
  const crowds = await Promise.all([0, 1].map(() => startCrowd({ url, size: listeners - 1 })));
  const last = [await connectBare(url), await connectBare(url)];
  return {
    async send(text) {
      const heard = last.map((socket) => whenHeard(socket, 'message'));
      const start = performance.now();
      const acknowledged = sender.emitWithAck('send', { text });
      const end = Math.max(...(await Promise.all(heard)));
      await acknowledged;
      return end - start;
    },
    async close() {
      for (const socket of [sender, ...last]) socket.disconnect();
      await Promise.all(crowds.map((crowd) => crowd.end()));
    },
  };
}

function whenHeard(socket: Socket, event: string): Promise<number> {
  return new Promise((resolve) => socket.once(event, () => resolve(performance.now())));
}

/** Programs hear what they joined, and nothing else. */
async function makeKey(url: string, token: string): Promise<string> {
  const response = await fetch(`${url}/api/api-keys`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ name: 'Listeners', role: 'agent' }),
  });
  return madeApiKeySchema.parse(await response.json()).key;
}

/** @param texts gets what the customer must have in the end */
async function sendBlock(lane: Lane, block: number, texts: string[]): Promise<number[]> {
  const taken: number[] = [];
  for (let index = 0; index < messagesInBlock; index += 1) {
    const text = `message ${block} ${index}`;
    texts.push(text);
    taken.push(await lane.send(text));
    await pause(gap);
  }
  return taken;
}
