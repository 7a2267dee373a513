import { once } from 'node:events';
import { createServer } from 'node:http';
import { channelAnswerSchema } from '@erp-whatsapp/shared/dialects/channels';
import type { Page } from '@playwright/test';
import jsqr from 'jsqr';
import { PNG } from 'pngjs';
import { ana, test as base, business, expect } from '../fixtures.ts';
import { createLoginPage } from '../pageModels/LoginPage.ts';
import { bundle } from './bundle.ts';
import { exchange, expectShape } from './exchange.ts';
import { createIntegrator } from './integrator.ts';
import { makeHtml, openPage, type Said } from './openPage.ts';
import { fillIn, readGuide } from './readGuide.ts';

const test = base.extend<{ pictureHost: string }>({
  pictureHost: async ({ request }, use) => {
    const picture = PNG.sync.write(new PNG({ width: 64, height: 48 }));
    const host = createServer(({ url }, answer) => {
      answer.writeHead(url === '/image.jpg' ? 200 : 404).end(picture);
    });
    host.listen(0, '127.0.0.1');
    await once(host, 'listening');
    const address = host.address();
    if (address === null || typeof address === 'string') throw new Error('The host of the picture has no port.');
    const name = `127.0.0.1:${address.port}`;
    expect((await request.get(`http://${name}/image.jpg`)).ok()).toBe(true);
    await use(name);
    host.close();
  },
  settings: async ({ pictureHost }, use) => use({ MEDIA_URL_ALLOW: pictureHost }),
});

// What it kept of the console would stand in for the guide's page.
test.use({ serviceWorkers: 'block' });

const digits = business.replace('+', '');
const jid = `${ana.phoneNumber.replace('+', '')}@s.whatsapp.net`;
const shownNumber = '1234567890';

test('what the channels’ guide asks over HTTP and hears over the socket works as it stands', async ({
  page,
  server,
  simulator,
  pictureHost,
}) => {
  test.slow();
  const { key } = await createIntegrator(server, 'admin');
  const guide = await readGuide('channels');
  const ask = (block: string) => exchange(block, { url: server.url, key });

  const [create, shownCreated] = [guide('1. Create WhatsApp Channel'), guide('1. Create WhatsApp Channel', 1)];
  const created = await ask(fillIn(create, { [shownNumber]: digits }));
  expect(created.status).toBe(201);
  expectShape(created.json, shownCreated);
  const channelId = readChannelId(created.json);
  const askChannel = (heading: string, values: Record<string, string> = {}) =>
    ask(fillIn(guide(heading), { '{channelId}': channelId, ...values }));

  const script = [
    `const updateChannelStatus = (id, status) => console.log('status', status);`,
    fillIn(guide('Client Connection'), { 'ws://localhost:3000': server.url, 'your-api-key': key }),
    fillIn(guide('Subscribe to Channel Events'), { 'your-channel-id': channelId }),
  ].join('\n');
  const { said, faults } = await openPage(page, {
    url: server.url,
    html: makeHtml(),
    script: await bundle({ 'main.ts': script }),
  });
  const has = (text: string) => expect.poll(() => said.some((one) => one.text.startsWith(text))).toBe(true);
  await has('✅ Authenticated:');
  await has('status inactive');

  // The page shows the pairing code as guides do.
  const asked = page.waitForEvent('dialog');
  const connecting = await askChannel('2. Connect Channel (Start WhatsApp Session)', { [shownNumber]: digits });
  expectShape(connecting.json, guide('2. Connect Channel (Start WhatsApp Session)', 1));
  const dialog = await asked;
  const [, code = ''] = /^Pairing Code: (\w{8})$/.exec(dialog.message()) ?? [];
  await dialog.accept();
  await simulator.typeCode(business, code);
  await has('status active');
  const state = await askChannel('3. Get Channel Status');
  expectShape(state.json, guide('3. Get Channel Status', 1));
  expect(state.json).toMatchObject({ ok: true, payload: { channelId, status: 'active' } });

  await simulator.write(ana.phoneNumber, business, 'Hello, shop');
  await has('💬 New message:');
  await expect
    .poll(() => findSaid(said, '💬 New message:'))
    .toMatchObject({
      channelId,
      messageId: expect.any(String),
      from: jid,
      timestamp: expect.any(String),
      message: { conversation: 'Hello, shop' },
      type: 'incoming',
    });
  const sent = await askChannel('4. Send Text Message', { [`${shownNumber}@s.whatsapp.net`]: jid });
  expectShape(sent.json, guide('4. Send Text Message', 1));
  expect(sent.json).toMatchObject({ ok: true, payload: { to: jid, type: 'text' } });
  await expect
    .poll(async () => (await simulator.received(ana.phoneNumber, business)).map(({ text }) => text))
    .toEqual(['Hello from automated WhatsApp!']);
  await has('📨 Message status:');
  await expect
    .poll(() => said.filter(({ text }) => text.startsWith('📨')).map(({ values }) => values[1]))
    .toContainEqual(expect.objectContaining({ channelId, status: 'delivered', messageId: expect.any(String) }));

  const values = { [`${shownNumber}@s.whatsapp.net`]: jid, 'https://example.com': `http://${pictureHost}` };
  const sentPicture = await askChannel('5. Send Media Message', values);
  expect(sentPicture.json).toMatchObject({ ok: true, payload: { to: jid, type: 'image' } });
  await expect
    .poll(async () => (await simulator.received(ana.phoneNumber, business)).at(-1))
    .toMatchObject({ text: 'Check out this image!', media: { mimeType: 'image/png' } });

  const list = await ask(guide('6. List All WhatsApp Channels'));
  expect(list.json).toMatchObject({ ok: true, payload: [{ channelId, status: 'active' }] });
  const disconnected = await askChannel('7. Disconnect Channel');
  expect(disconnected.json).toMatchObject({ ok: true, channelId, status: 'inactive' });
  await expect.poll(() => said.filter(({ text }) => text === 'status inactive').length).toBe(2);

  const other = readChannelId((await ask(fillIn(create, { [shownNumber]: '4930654321' }))).json);
  const pairing = fillIn(guide('8. Request Pairing Code'), { '{channelId}': other, [shownNumber]: '4930654321' });
  expect((await ask(pairing)).json).toMatchObject({ ok: true, channelId: other, status: 'connecting' });
  expect(faults).toEqual([]);
});

test('the page of the channels’ guide runs as it stands where an admin is signed in', async ({
  page,
  server,
  simulator,
}) => {
  test.slow();
  const { key } = await createIntegrator(server, 'admin');
  const guide = await readGuide('channels');
  const create = fillIn(guide('1. Create WhatsApp Channel'), { [shownNumber]: digits });
  const channelId = readChannelId((await exchange(create, { url: server.url, key })).json);
  await page.goto(server.url);
  await createLoginPage(page).signIn(server.admin);
  await expect(page.getByRole('button', { name: 'Account and appearance' })).toBeVisible();

  const html = fillIn(guide('Example Frontend Integration'), { 'your-channel-id': channelId, 'your-api-key': key });
  const { said, faults } = await openPage(page, { url: server.url, html });
  const status = page.locator('#status');
  await expect(status).toHaveText('inactive');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await simulator.link(business, await readQr(page));
  await expect(status).toHaveText('active');
  await expect(page.locator('#qr-code')).toBeHidden();

  await page.getByPlaceholder('Phone number with @s.whatsapp.net').fill(jid);
  await page.getByPlaceholder('Message', { exact: true }).fill('Sent by the guide’s page');
  await page.getByRole('button', { name: 'Send' }).click();
  await expect
    .poll(async () => (await simulator.received(ana.phoneNumber, business)).map(({ text }) => text))
    .toEqual(['Sent by the guide’s page']);
  await expect
    .poll(() => findSaid(said, 'Connect result:'))
    .toMatchObject({ ok: true, channelId, status: 'connecting' });
  await expect
    .poll(() => findSaid(said, 'Send result:'))
    .toMatchObject({ ok: true, payload: { to: jid, type: 'text' } });
  expect(faults).toEqual([]);
});

/** What was said with a line of the console. */
function findSaid(said: readonly Said[], text: string): unknown {
  return said.find((one) => one.text.startsWith(text))?.values[1];
}

function readChannelId(answer: unknown): string {
  return channelAnswerSchema.parse(answer).payload.channelId;
}

/** From the pixels on the screen. The page makes the picture as wide as it is, without room around it. */
async function readQr(page: Page): Promise<string> {
  const picture = page.locator('#qr-code');
  await expect(picture).toBeVisible();
  let text = '';
  await expect(async () => {
    const { data, width, height } = PNG.sync.read(await picture.screenshot());
    text = jsqr.default(new Uint8ClampedArray(data), width, height)?.data ?? '';
    expect(text).not.toBe('');
  }).toPass();
  return text;
}
