import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type APIRequestContext, chromium, request as playwright } from '@playwright/test';
import { launchOptions } from '../browser.ts';
import { screens } from '../screens/screens.ts';
import { setNotificationPermission } from '../screens/setNotificationPermission.ts';
import { startDemo } from '../server.ts';
import { type Picture, pictures } from './pictures.ts';

// `pnpm screenshots` makes the pictures of the README and the guide anew, from the demo. `pnpm build` comes before.
const folder = fileURLToPath(new URL('../../docs/images', import.meta.url));
/** A picture that is larger than this would slow down whoever reads the page, in bytes. */
const limit = 250_000;

const server = await startDemo();
const browser = await chromium.launch(await launchOptions());
try {
  await mkdir(folder, { recursive: true });
  await writeNote('Aisha', 'Commutes by bike: never keep it overnight. Child seat on the rear rack.');
  for (const picture of pictures) process.stdout.write(`${await take(picture)}\n`);
} finally {
  await browser.close();
  await server.close();
}

/** @returns what was made, for people */
async function take({ name, screen, theme, viewport }: Picture): Promise<string> {
  const { open, viewer } = screens.find((each) => each.name === screen) ?? {};
  if (!open) throw new Error(`There is no screen called ${screen}.`);
  const context = await browser.newContext({
    baseURL: server.url,
    viewport,
    colorScheme: theme,
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  if (viewer === 'admin') {
    await signIn(context.request);
    // Else the question whether to notify would lie over the list.
    await page.addInitScript(setNotificationPermission, 'denied');
  }
  await open(page);
  // The day that floats over a thread which was just scrolled.
  await page.waitForFunction(() => {
    const days = [...document.querySelectorAll('[data-floating-day]')];
    return days.every(({ textContent }) => textContent?.trim() === '');
  });
  // Nothing shall look pointed at.
  await page.mouse.move(0, 0);
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  await context.close();
  const { size } = await stat(path);
  if (size > limit) throw new Error(`${path} has ${size} bytes, more than ${limit}.`);
  return `${path}: ${Math.round(size / 1_000)} KB`;
}

/** What a team that works with it would have written. */
async function writeNote(customer: string, notes: string): Promise<void> {
  const request = await playwright.newContext({ baseURL: server.url });
  await signIn(request);
  const found: { data: { customerId: string }[] } = await (
    await request.get(`/api/contacts?search=${customer}`)
  ).json();
  // Without a token in a header the server wants to know that the console itself asks.
  const headers = { origin: server.url };
  for (const { customerId } of found.data) {
    const answer = await request.patch(`/api/contacts/${customerId}`, { headers, data: { notes, notesRevision: 0 } });
    if (!answer.ok()) throw new Error(`Writing a note answered ${answer.status()}: ${await answer.text()}`);
  }
  await request.dispose();
}

async function signIn(request: APIRequestContext): Promise<void> {
  const answer = await request.post('/api/auth/login', { data: server.admin });
  if (!answer.ok()) throw new Error(`Signing in answered ${answer.status()}.`);
}
