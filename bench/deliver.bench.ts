import { setTimeout as pause } from 'node:timers/promises';
import { connectAgent, connectBare } from './harness/agents.ts';
import { startBaseline } from './harness/bare.ts';
import { findDeliveryFault } from './harness/findDeliveryFault.ts';
import type { Part } from './harness/parts.ts';
import { type Product, signIn, startProduct } from './harness/product.ts';
import { atMost, report, type Target } from './harness/report.ts';
import { bySize } from './harness/size.ts';
import { startCrowd } from './harness/startCrowd.ts';
import { median, quantile } from './harness/statistics.ts';
import { linkNumber, startWorld, type World } from './harness/world.ts';

const agentCounts = (process.env['AGENTS'] ?? '1,50,200').split(',').map(Number);
const blocks = bySize(20, 2);
const messagesInBlock = bySize(25, 10);
/** Between two messages, in milliseconds: people write, machines don't. */
const gap = Number(process.env['GAP'] ?? 20);
const business = '+4930123456';
const customer = '+4915111111111';

/** How long WhatsApp may take for what is still on its way at the end, in milliseconds. */
const deliveryLimit = 60_000;

/** One pair of sender and receiver. Resolves to how long a message took, in milliseconds. */
type Lane = { send: (text: string) => Promise<number>; close: () => Promise<void> };

/** What the customer must have in the end. */
const sent: string[] = [];
const world = await startWorld();
const product = await startProduct({
  settings: { WHATSAPP_NETWORK: 'simulator', WHATSAPP_WS_URL: world.webSocketUrl },
});
const relay = await startBaseline('deliver');
const token = await signIn(product.url);
const conversationId = await openConversation(world, product);
let messageCount = 0;
const figures: Record<string, number> = {};
const targets: Target[] = [];

for (const agents of agentCounts) {
  const lanes = { product: await openProductLane(agents), bare: await openBareLane(relay, agents) };
  const times: Record<keyof typeof lanes, number[]> = { product: [], bare: [] };
  for (const lane of ['product', 'bare'] as const) await sendBlock(lanes[lane], messagesInBlock);
  for (let block = 0; block < blocks; block += 1) {
    for (const lane of ['product', 'bare'] as const) {
      times[lane].push(...(await sendBlock(lanes[lane], messagesInBlock)));
      // What the block set off has ended before the other one's turn.
      await pause(300);
    }
  }
  await lanes.product.close();
  await lanes.bare.close();

  const ratio = median(times.product) / median(times.bare);
  const p99 = quantile(times.product, 0.99);
  figures[`${agents} agents, product p50, ms`] = median(times.product);
  figures[`${agents} agents, product p99, ms`] = p99;
  figures[`${agents} agents, bare p50, ms`] = median(times.bare);
  figures[`${agents} agents, bare p99, ms`] = quantile(times.bare, 0.99);
  targets.push(atMost(`${agents} agents, p50 ÷ bare p50`, ratio, 1.5));
  targets.push(atMost(`${agents} agents, p99 in ms`, p99, 100));
}

await checkDelivery();
for (const part of [product, relay, world]) await part.end();
report({
  counted:
    'From an agent’s send_message to message_sent at the one that joined the conversation last, on a connected number whose messages go out meanwhile; bare: a Socket.IO relay with one durable insert.',
  figures,
  targets,
});
process.exit(0);

/** A number that is connected, and a conversation on it. */
async function openConversation(whatsapp: World, { url }: Product): Promise<string> {
  await linkNumber(whatsapp, { url, token }, { phoneNumber: business });
  await whatsapp.addCustomer(customer);
  const agent = await connectAgent(url, token);
  const opened = await agent.ask('send_message', { to: customer, message: 'the first one' });
  sent.push('the first one');
  agent.socket.disconnect();
  return opened.conversationId;
}

async function openProductLane(agents: number): Promise<Lane> {
  const { url } = product;
  const sender = await connectAgent(url, token);
  await sender.ask('join_conversation', { conversationId });
  const crowd = await startCrowd({ url, size: agents - 1, token, conversationId });
  const receiver = await connectAgent(url, token);
  await receiver.ask('join_conversation', { conversationId });
  return {
    async send(text) {
      sent.push(text);
      const heard = new Promise<number>((resolve) => {
        receiver.socket.once('message_sent', () => resolve(performance.now()));
      });
      const start = performance.now();
      const acknowledged = sender.ask('send_message', { conversationId, message: text });
      const end = await heard;
      await acknowledged;
      return end - start;
    },
    async close() {
      for (const { socket } of [sender, receiver]) socket.disconnect();
      await crowd.end();
    },
  };
}

async function openBareLane({ address: url }: Part, agents: number): Promise<Lane> {
  const sender = await connectBare(url);
  const crowd = await startCrowd({ url, size: agents - 1 });
  const receiver = await connectBare(url);
  return {
    async send(text) {
      const heard = new Promise<number>((resolve) => receiver.once('message', () => resolve(performance.now())));
      const start = performance.now();
      const acknowledged = sender.emitWithAck('send', { text });
      const end = await heard;
      await acknowledged;
      return end - start;
    },
    async close() {
      for (const socket of [sender, receiver]) socket.disconnect();
      await crowd.end();
    },
  };
}

async function sendBlock(lane: Lane, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < count; index += 1) {
    messageCount += 1;
    times.push(await lane.send(`message ${messageCount}`));
    await pause(gap);
  }
  return times;
}

/** @throws Error when what was sent is not on the customer's phone in time, each message once */
async function checkDelivery(): Promise<void> {
  const read = () => world.readThread(customer, business);
  let arrived = await read();
  for (
    const end = Date.now() + deliveryLimit;
    arrived.length < sent.length && Date.now() < end;
    arrived = await read()
  ) {
    await pause(200);
  }
  const fault = findDeliveryFault(sent, arrived);
  if (fault !== null) throw new Error(fault);
}
