import { setTimeout as pause } from 'node:timers/promises';
import { connectAgent, connectBare } from './harness/agents.ts';
import { startBaseline } from './harness/bare.ts';
import { compareLanes, type LaneTimes } from './harness/compareLanes.ts';
import { type Part, waitForOutput } from './harness/parts.ts';
import { signIn, startProduct } from './harness/product.ts';
import { report } from './harness/report.ts';
import { bySize } from './harness/size.ts';
import { linkNumber, startWorld } from './harness/world.ts';

const messages = bySize(500, 20);
const warmUp = bySize(50, 5);
/** Between two messages, in milliseconds. */
const gap = 50;
const businesses = { product: '+4930123456', bare: '+4930654321' };
const customer = '+4915111111111';

/** Resolves to when the next message was heard. */
type Hear = () => Promise<number>;

const world = await startWorld();
const product = await startProduct({
  settings: { WHATSAPP_NETWORK: 'simulator', WHATSAPP_WS_URL: world.webSocketUrl },
});
const bare = await startBaseline('receive', {
  WHATSAPP_WS_URL: world.webSocketUrl,
  CERTIFICATE_ROOT: await world.readCertificateRoot(),
});
await world.addCustomer(customer);
const hear = { product: await hearAtProduct(), bare: await hearAtBare(bare) };
const times: LaneTimes = { product: [], bare: [] };

for (let index = -warmUp; index < messages; index += 1) {
  for (const lane of ['product', 'bare'] as const) {
    const heard = hear[lane]();
    const start = performance.now();
    await world.write(customer, businesses[lane], `message ${index}`);
    const time = (await heard) - start;
    if (index >= 0) times[lane].push(time);
    await pause(gap);
  }
}

for (const part of [product, bare, world]) await part.end();
const { figures, target } = compareLanes(times);
report({
  counted:
    'From a customer’s writing at the simulator to new_message at an agent; bare: Baileys with its keys in memory on the same simulator, one durable insert, one Socket.IO event.',
  figures,
  targets: [target],
});
process.exit(0);

async function hearAtProduct(): Promise<Hear> {
  const { url } = product;
  const token = await signIn(url);
  await linkNumber(world, { url, token }, { phoneNumber: businesses.product });
  const { socket } = await connectAgent(url, token);
  return () => new Promise((resolve) => socket.once('new_message', () => resolve(performance.now())));
}

async function hearAtBare(baseline: Part): Promise<Hear> {
  await world.addPhone(businesses.bare);
  await world.link(businesses.bare, await waitForOutput(baseline, /qr: (\S+)/));
  await waitForOutput(baseline, /(linked)/);
  const socket = await connectBare(baseline.address);
  return () => new Promise((resolve) => socket.once('message', () => resolve(performance.now())));
}
