import { setTimeout as pause } from 'node:timers/promises';
import { connectAgent } from './harness/agents.ts';
import { startBaseline } from './harness/bare.ts';
import { signIn, startProduct } from './harness/product.ts';
import { connectRaw, type RawClient } from './harness/rawClient.ts';
import { atLeast, report } from './harness/report.ts';
import { bySize } from './harness/size.ts';
import { median } from './harness/statistics.ts';
import { linkNumber, startWorld } from './harness/world.ts';

const agents = 50;
const rounds = bySize(10, 2);
/** Of each agent in a round. */
const messages = bySize(20, 5);
/** Messages that an agent has on their way at once. */
const window = Number(process.env['WINDOW'] ?? 1);
const business = '+4930123456';

/** Resolves when a round's messages are acknowledged and heard by everyone, to how many that were a second. */
type Lane = () => Promise<number>;

const world = await startWorld();
const product = await startProduct({
  settings: { WHATSAPP_NETWORK: 'simulator', WHATSAPP_WS_URL: world.webSocketUrl },
});
const relay = await startBaseline('throughput');
const token = await signIn(product.url);
await linkNumber(world, { url: product.url, token }, { phoneNumber: business });
// The number stays linked and is away from here on: what is measured is storing and telling, not WhatsApp's encryption.
await world.end();

const lanes = { product: await openProductLane(), bare: await openBareLane() };
const rates: Record<keyof typeof lanes, number[]> = { product: [], bare: [] };
for (let round = 0; round <= rounds; round += 1) {
  for (const lane of ['product', 'bare'] as const) {
    const rate = await lanes[lane]();
    // The first round warms up.
    if (round > 0) rates[lane].push(rate);
    await pause(200);
  }
}

for (const part of [product, relay]) await part.end();
const ratio = median(rates.product) / median(rates.bare);
report({
  counted: `${agents} agents write at once, each in a conversation of their own with ${window} messages on their way; each message counts once it is acknowledged and all ${agents} have heard it. The number is linked and away. Bare: a Socket.IO relay with one durable insert.`,
  figures: {
    'product, messages a second': median(rates.product),
    'bare, messages a second': median(rates.bare),
  },
  targets: [atLeast('messages a second ÷ bare', ratio, 0.6)],
});
process.exit(0);

async function openProductLane(): Promise<Lane> {
  const { url } = product;
  const opener = await connectAgent(url, token);
  const conversationIds: string[] = [];
  for (let index = 0; index < agents; index += 1) {
    const to = `+49151${String(index).padStart(8, '0')}`;
    conversationIds.push((await opener.ask('send_message', { to, message: 'the first one' })).conversationId);
  }
  opener.socket.disconnect();
  const clients = await Promise.all(conversationIds.map(() => connectRaw(url, token)));
  for (const client of clients) {
    for (const conversationId of conversationIds) await client.ask('join_conversation', { conversationId });
  }
  return () =>
    runRound(clients, 'message_sent', (client, index) =>
      client.ask('send_message', { conversationId: conversationIds[index], message: 'one of very many' }),
    );
}

async function openBareLane(): Promise<Lane> {
  const clients = await Promise.all(Array.from({ length: agents }, () => connectRaw(relay.address)));
  return () => runRound(clients, 'message', (client) => client.ask('send', { text: 'one of very many' }));
}

async function runRound(
  clients: RawClient[],
  event: string,
  send: (client: RawClient, index: number) => Promise<void>,
): Promise<number> {
  const before = countHeard(clients, event);
  const total = clients.length * messages;
  const start = performance.now();
  await Promise.all(
    clients.map(async (client, index) => {
      let left = messages;
      const write = async () => {
        for (; left > 0; ) {
          left -= 1;
          await send(client, index);
        }
      };
      await Promise.all(Array.from({ length: window }, write));
    }),
  );
  while (countHeard(clients, event) < before + total * clients.length) await pause(1);
  return total / ((performance.now() - start) / 1000);
}

function countHeard(clients: RawClient[], event: string): number {
  return clients.reduce((sum, client) => sum + client.heard(event), 0);
}
