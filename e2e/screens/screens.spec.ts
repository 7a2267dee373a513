import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type APIRequestContext, expect, type Page, test } from '@playwright/test';
import { type Credentials, type Server, startDemo } from '../server.ts';
import { inspect } from './inspect.ts';
import { type Screen, screens } from './screens.ts';
import { setNotificationPermission } from './setNotificationPermission.ts';

/** Where the pictures are kept, for people to look at. */
const pictures = fileURLToPath(new URL('../../.cache/screens', import.meta.url));
const sizes = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
  { width: 320, height: 720 },
];
const themes = ['light', 'dark'] as const;
const newcomer = { email: 'new@example.com', password: 'the newcomer’s own 1' };

// The pictures tell enough, and recording takes longer than all the rest.
test.use({ trace: 'off' });
// Each worker makes the demo once and shows all its screens from there.
test.describe.configure({ mode: 'parallel' });
let demo: Server;

test.beforeAll(async ({ playwright }) => {
  test.setTimeout(120_000);
  demo = await startDemo({ ALLOW_SIGNUP: 'true' });
  const request = await playwright.request.newContext({ baseURL: demo.url });
  await post(request, '/api/auth/signup', { workspaceName: 'Bakery', name: 'Noor Haddad', ...newcomer });
  await signIn(request, demo.admin);
  await post(request, '/api/api-keys', { name: 'Web shop', role: 'agent' });
  await request.dispose();
});
test.afterAll(async () => {
  await demo.close();
});

for (const viewport of sizes) {
  for (const colorScheme of themes) {
    const look = `${viewport.width}-${colorScheme}`;

    test(`every screen can be read, reached and seen whole, ${look}`, async ({ browser }) => {
      test.setTimeout(300_000);
      const context = await browser.newContext({
        baseURL: demo.url,
        viewport,
        colorScheme,
        locale: 'en-GB',
        // What it keeps would hide that a file is gone.
        serviceWorkers: 'block',
      });
      const page = await context.newPage();
      page.setDefaultTimeout(15_000);
      // Browsers without a window differ in what they allow; people are asked.
      await page.addInitScript(setNotificationPermission, 'default');
      for (const [viewer, own] of Map.groupBy(screens, (screen) => screen.viewer)) {
        await becomeViewer(page, viewer);
        for (const { name, open } of own) {
          await test.step(name, async () => {
            await open(page);
            await inspect(page, join(pictures, look, `${name}.png`));
          });
        }
      }
      await context.close();
    });
  }
}

async function becomeViewer(page: Page, viewer: Screen['viewer']): Promise<void> {
  const context = page.context();
  await context.clearCookies();
  if (viewer !== 'nobody') await signIn(context.request, viewer === 'admin' ? demo.admin : newcomer);
}

async function signIn(request: APIRequestContext, credentials: Credentials): Promise<void> {
  await post(request, '/api/auth/login', credentials);
}

async function post(request: APIRequestContext, path: string, data: object): Promise<void> {
  const answer = await request.post(path, { data, headers: { origin: demo.url } });
  expect(answer.ok(), `${path} answered ${answer.status()}: ${await answer.text()}`).toBe(true);
}
