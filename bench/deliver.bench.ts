import { setTimeout as pause } from 'node:timers/promises';
import { connectAgent } from './harness/agents.ts';
import { checkDelivery } from './harness/checkDelivery.ts';
import { compareLanes, type LaneTimes } from './harness/compareLanes.ts';
import { type Lane, openBareLane, openProductLane } from './harness/deliveryLanes.ts';
import { signIn } from './harness/product.ts';
import { atMost, report, type Target } from './harness/report.ts';
import { bySize } from './harness/size.ts';
import { quantile } from './harness/statistics.ts';
import { startAlone, startPair, type Topology } from './harness/topologies.ts';
import { linkNumber, startWorld } from './harness/world.ts';

const agentCounts = (process.env['AGENTS'] ?? '1,50,200').split(',').map(Number);
const blocks = bySize(20, 2);
const messagesInBlock = bySize(25, 10);
/** Between two messages, in milliseconds: people write, machines don't. */
const gap = Number(process.env['GAP'] ?? 20);
const customer = '+4915111111111';

const world = await startWorld();
await world.addCustomer(customer);
const figures: Record<string, number> = {};
const targets: Target[] = [];
let messageCount = 0;

await measure(await startAlone(world.webSocketUrl), '+4930123456');
const pair = await startPair(world.webSocketUrl);
if (pair) await measure(pair, '+4930123457');
else process.stderr.write('Two processes were not measured: there is neither redis-server nor REDIS_URL.\n');

await world.end();
report({
  counted:
    'From an agent’s send_message to message_sent at the one that joined the conversation last, on a connected number whose messages go out meanwhile; bare: a Socket.IO relay with one durable insert. With two processes, the two agents are at different ones, and the relay has the same adapter.',
  figures,
  targets,
});
process.exit(0);

async function measure(topology: Topology, business: string): Promise<void> {
  const { name, product, bare, end } = topology;
  const token = await signIn(product.urls[0]);
  const sent: string[] = [];
  const conversationId = await openConversation(topology, { token, business, sent });
  for (const agents of agentCounts) {
    const lanes = {
      product: await openProductLane(product, { agents, token, conversationId }),
      bare: await openBareLane(bare, { agents }),
    };
    const times: LaneTimes = { product: [], bare: [] };
    for (const lane of ['product', 'bare'] as const) await sendBlock(lanes[lane], lane === 'product' ? sent : []);
    for (let block = 0; block < blocks; block += 1) {
      for (const lane of ['product', 'bare'] as const) {
        times[lane].push(...(await sendBlock(lanes[lane], lane === 'product' ? sent : [])));
        // What the block set off has ended before the other one's turn.
        await pause(300);
      }
    }
    await lanes.product.close();
    await lanes.bare.close();

    const what = `${name}, ${agents} agents`;
    const p99 = quantile(times.product, 0.99);
    const compared = compareLanes(times, what);
    Object.assign(figures, compared.figures);
    targets.push(compared.target);
    targets.push(atMost(`${what}, p99 in ms`, p99, 100));
  }
  await checkDelivery(world, { customer, business, sent });
  await end();
}

/** A number that is connected, and a conversation on it. */
async function openConversation(
  { product }: Topology,
  { token, business, sent }: { token: string; business: string; sent: string[] },
): Promise<string> {
  const url = product.urls[0];
  await linkNumber(world, { url, token }, { phoneNumber: business });
  const agent = await connectAgent(url, token);
  const opened = await agent.ask('send_message', { to: customer, message: 'the first one' });
  sent.push('the first one');
  agent.socket.disconnect();
  return opened.conversationId;
}

/** @param sent gets the texts that the customer must have in the end */
async function sendBlock(lane: Lane, sent: string[]): Promise<number[]> {
  const times: number[] = [];
  for (let index = 0; index < messagesInBlock; index += 1) {
    messageCount += 1;
    const text = `message ${messageCount}`;
    sent.push(text);
    times.push(await lane.send(text));
    await pause(gap);
  }
  return times;
}
