import { expect, test } from './fixtures.ts';

test('the console is cached for long, and its page is asked for anew', async ({ server }) => {
  const page = await fetch(`${server.url}/chat`, { headers: { accept: 'text/html' } });
  expect(page.headers.get('cache-control')).toBe('no-cache');
  const [, script] = /src="(\/assets\/[^"]+\.js)"/.exec(await page.text()) ?? [];
  const asset = await fetch(`${server.url}${script}`, { headers: { 'accept-encoding': 'gzip, br' } });
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(asset.headers.get('content-encoding')).toBe('br');
  const gone = await fetch(`${server.url}/assets/gone.js`);
  expect(gone.status).toBe(404);
});

test('nothing that the console does is against the policy it is served with', async ({ page, server, signIn }) => {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) complaints.push(message.text());
  });
  const chat = await signIn(page, server.admin);
  await expect(chat.qr).toBeVisible();
  await page.goto(`${server.url}/phone`);
  await expect(page.getByRole('button', { name: 'Make this phone' })).toBeVisible();
  await page.goto(`${server.url}/live`);
  await expect(page.getByText('Connected', { exact: true })).toBeVisible();
  for (const area of ['profile', 'team', 'api-keys', 'workspace']) {
    await page.goto(`${server.url}/settings/${area}`);
    await expect(page.getByRole('heading', { level: 1 }).nth(1)).toBeVisible();
  }
  await page.goto(`${server.url}/settings/team`);
  await expect(page.getByRole('list', { name: 'People' })).toBeVisible();
  expect(complaints).toEqual([]);
});
