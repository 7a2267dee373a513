import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { connectAgent } from './harness/agents.ts';
import { startBaseline } from './harness/bare.ts';
import { fillHistory } from './harness/fillHistory.ts';
import { signIn, startProduct } from './harness/product.ts';
import { atMost, report } from './harness/report.ts';
import { bySize } from './harness/size.ts';
import { median, quantile, round } from './harness/statistics.ts';
import { makeTemplate } from './harness/template.ts';
import { linkNumber, startWorld } from './harness/world.ts';
import {
  conversations,
  launchBrowser,
  openContext,
  openConversation,
  showList,
  signInContext,
  thread,
} from './web/consolePage.ts';
import { measureFirstLoad } from './web/firstLoad.ts';
import { markDrawnRows } from './web/inPage.ts';
import { measureOpening } from './web/opening.ts';
import { measureRedrawing, type Redrawing } from './web/redrawing.ts';
import { measureScrolling, type Scrolling } from './web/scrolling.ts';
import { measureTyping } from './web/typing.ts';

const business = '+4930123456';
/** Whom `fillHistory` makes the long conversation's. */
const customer = '+491600000000';
const history = { measured: bySize(100_000, 2_000), others: 10_000, otherConversations: 200 };
const openings = bySize(30, 3);
const seconds = bySize(8, 1);
const ticks = bySize(20, 2);
const keys = bySize(200, 20);
/** Between two messages of a live thread, in milliseconds. */
const liveGap = 200;
const slowdowns = [1, 4] as const;
/** More than are scrolled through. */
const bareRows = 5_000;

const browser = await launchBrowser();
const world = await startWorld();
const folder = await makeTemplate();
const { conversationId } = await fillHistory(folder, history);
const product = await startProduct({
  folder,
  settings: { WHATSAPP_NETWORK: 'simulator', WHATSAPP_WS_URL: world.webSocketUrl },
});
const token = await signIn(product.url);
await world.addCustomer(customer);
await linkNumber(world, { url: product.url, token }, { phoneNumber: business, forceNew: true });
const agent = await connectAgent(product.url, token);
const bare = await startBaseline('web', { MESSAGES: String(history.measured) });
const figures: Record<string, number> = { 'messages in the conversation': history.measured };

const load = await measureFirstLoad(browser, product);
for (const [name, bytes] of load.needed) figures[`first load, ${name}, bytes`] = bytes;
figures['first load, bytes'] = load.total;
figures['first load, with what is fetched ahead, bytes'] = load.asked;

const opening = await compareOpenings();
const scrolled = await compareScrolling();
const redrawn = await countRedrawn();
const typed = await compareTyping();

await browser.close();
agent.socket.disconnect();
await product.end();
await bare.end();
await world.end();
report({
  counted:
    'First load: the JavaScript, as it is sent, without which the list of conversations would not show. Opening: from the click on a conversation that the page has not opened to the end of the frame with its first messages. Frames: from one frame’s beginning to the next while the wheel turns towards older messages. A tick: how many rows React draws anew when a message becomes read. A key: what the page’s thread works from its first handler until its letter is handed on for painting, while messages come and go in the open thread. Bare: a page of plain HTML with the same rows and a text box, without any of that beside it.',
  figures,
  targets: [
    atMost('first load, bytes', load.total, 150_000),
    atMost('opening, p95 in ms', quantile(opening, 0.95), 100),
    // A screen of 60 Hz has a frame each 16.67 ms.
    atMost('a frame, p95 in ms', toFrames(scrolled[1].intervals), 16.7),
    atMost('a frame with the processor four times slower, p95 in ms', toFrames(scrolled[4].intervals), 34),
    atMost('blank frames', scrolled[1].blank + scrolled[4].blank, 0),
    atMost('rows of the thread drawn anew for a tick', median(redrawn.map((drawn) => drawn.messages)), 1),
    atMost('rows of the list drawn anew for a tick', median(redrawn.map((drawn) => drawn.conversations)), 1),
    atMost('a key, p95 in ms', quantile(typed, 0.95), 8),
  ],
});
process.exit(0);

/** In turns, each in a page of its own. The first round only brings files to memory. */
async function compareOpenings(): Promise<number[]> {
  const signedIn = await signInContext(browser, product);
  const anyone = await openContext(browser);
  const times: Record<'product' | 'bare', number[]> = { product: [], bare: [] };
  for (let turn = -1; turn < openings; turn += 1) {
    const ofProduct = await measureOpening(signedIn, `${product.url}/chat`, conversationId);
    const ofBare = await measureOpening(anyone, bare.address, 'bare');
    if (turn < 0) continue;
    times.product.push(ofProduct);
    times.bare.push(ofBare);
  }
  await signedIn.close();
  await anyone.close();
  tell('opening', times);
  return times.product;
}

type Slowdown = (typeof slowdowns)[number];

async function compareScrolling(): Promise<Record<Slowdown, Scrolling>> {
  const measure = async (slowed: Slowdown): Promise<Scrolling> => {
    const ofProduct = await useProduct((page) => measureScrolling(page, seconds, slowed));
    const ofBare = await useBare((page) => measureScrolling(page, seconds, slowed));
    const what = slowed === 1 ? 'a frame' : 'a frame, slowed';
    tell(what, { product: ofProduct.intervals, bare: ofBare.intervals });
    for (const [who, { blank, frames }] of Object.entries({ product: ofProduct, bare: ofBare })) {
      figures[`${what}, ${who}, blank`] = blank;
      figures[`${what}, ${who}, looked at`] = frames;
    }
    return ofProduct;
  };
  return { 1: await measure(1), 4: await measure(4) };
}

/** Each tick on a message of its own, the newest one, which the list shows as well. */
async function countRedrawn(): Promise<Redrawing[]> {
  const redrawn: Redrawing[] = [];
  await useProduct(
    async (page) => {
      const send = async (message: string): Promise<void> => {
        await agent.ask('send_message', { conversationId, message });
      };
      for (let tick = 0; tick < ticks; tick += 1) {
        const read = (): Promise<void> => world.read(customer, business);
        redrawn.push(await measureRedrawing({ page, send, read }, `Tick ${tick} of this run.`));
      }
    },
    (page) => page.addInitScript(markDrawnRows, `${conversations}, ${thread} [data-index]`),
  );
  // A minute that ends meanwhile draws every row that says how long its customer waits.
  figures['rows of the thread drawn anew for a tick, most'] = Math.max(...redrawn.map((drawn) => drawn.messages));
  figures['rows of the list drawn anew for a tick, most'] = Math.max(...redrawn.map((drawn) => drawn.conversations));
  figures['components drawn anew for a tick'] = median(redrawn.map(({ components }) => components));
  return redrawn;
}

async function compareTyping(): Promise<number[]> {
  const quiet = await useProduct((page) => measureTyping(page, keys));
  const live = await useProduct(async (page) => {
    const talking = talk();
    const costs = await measureTyping(page, keys);
    await talking.stop();
    return costs;
  });
  const ofBare = await useBare((page) => measureTyping(page, keys));
  tell('a key', { product: live, bare: ofBare });
  figures['a key, product, in a quiet thread, p95, ms'] = quantile(quiet, 0.95);
  return live;
}

/** The customer and somebody in the team write by turns in the open conversation. */
function talk(): { stop: () => Promise<void> } {
  const stopping = new AbortController();
  const run = async (): Promise<void> => {
    for (let index = 0; !stopping.signal.aborted; index += 1) {
      const text = `Line ${index} of a lively conversation.`;
      if (index % 2 === 0) await world.write(customer, business, text);
      else await agent.ask('send_message', { conversationId, message: text });
      await pause(liveGap);
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** The long conversation, opened in a window of its own. */
async function useProduct<T>(
  measure: (page: Page) => Promise<T>,
  prepare: (page: Page) => Promise<unknown> = async () => undefined,
): Promise<T> {
  const context = await signInContext(browser, product);
  const page = await context.newPage();
  await prepare(page);
  await showList(page, `${product.url}/chat`);
  await openConversation(page, conversationId);
  const result = await measure(page);
  await context.close();
  return result;
}

async function useBare<T>(measure: (page: Page) => Promise<T>): Promise<T> {
  const context = await openContext(browser);
  const page = await context.newPage();
  await showList(page, `${bare.address}/?limit=${bareRows}`);
  await openConversation(page, 'bare');
  const result = await measure(page);
  await context.close();
  return result;
}

function tell(what: string, { product: ofProduct, bare: ofBare }: Record<'product' | 'bare', number[]>): void {
  for (const [who, values] of Object.entries({ product: ofProduct, bare: ofBare })) {
    figures[`${what}, ${who}, p50, ms`] = median(values);
    figures[`${what}, ${who}, p95, ms`] = quantile(values, 0.95);
  }
  figures[`${what}, p50 ÷ bare p50`] = median(ofProduct) / median(ofBare);
}

/** A screen of 60 Hz shows whole frames: as long as so many of them take. The times at which they begin differ by a tenth. */
function toFrames(intervals: number[]): number {
  const frame = 1_000 / 60;
  return round(Math.ceil((quantile(intervals, 0.95) - 0.2) / frame) * frame, 1);
}
