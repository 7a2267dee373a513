import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { type Server, startServer } from './server.ts';

/** From starting the installed program to the first answered chat, in milliseconds. */
const limit = 60_000;

test('who follows the README has a first chat in less than a minute', async ({ page }) => {
  const start = performance.now();
  const server = await startServer();
  try {
    await walk(page, server);
    expect(performance.now() - start).toBeLessThan(limit);
  } finally {
    await server.close();
  }
});

test('every command of the README and the documents is there', async () => {
  const read = (path: string): Promise<string> =>
    readFile(fileURLToPath(new URL(`../${path}`, import.meta.url)), 'utf8');
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(await read('package.json'));
  const pages = ['README.md', 'docs/guide.md', 'docs/operations.md', 'docs/contributing.md', 'docs/benchmarks.md'];
  for (const path of pages) {
    const commands = (await read(path)).matchAll(/(?:^|`|&& )(?:npm run|pnpm) ([a-z][\w:]*)/gm);
    const missing = [...commands].map(([, name = '']) => name).filter((name) => !(name in scripts));
    expect.soft(missing, path).toEqual([]);
  }
  expect(await read('README.md')).toContain('npm start');
});

/** What the README's list says, and nothing else. */
async function walk(page: Page, { url, admin }: Server): Promise<void> {
  await page.goto(url);
  await page.getByLabel('Email').fill(admin.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(admin.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'Open the virtual phone' }).click();

  const phone = page.getByRole('region', { name: 'Business phone' });
  await phone.getByLabel('Phone number').fill('+49 30 123456');
  await phone.getByRole('button', { name: 'Make this phone' }).click();
  await phone.getByRole('button', { name: 'Scan the code shown in Chats' }).click();
  const customer = page.getByRole('region', { name: 'Customer’s phone' });
  await customer.getByLabel('Phone number').fill('+49 1511 1111111');
  await customer.getByRole('button', { name: 'Add customer' }).click();
  const theirs = customer.getByRole('textbox', { name: /^Message as/ });
  await expect(phone.getByText('online')).toBeVisible();
  await theirs.fill('Are you open tomorrow?');
  await theirs.press('Enter');
  await page.getByRole('link', { name: 'Chats', exact: true }).click();

  await page.getByRole('link', { name: /Are you open tomorrow\?/ }).click();
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('From nine!');
  await page.keyboard.press('Enter');
  const answer = page.getByRole('listitem', { name: /: From nine!$/ });
  await expect(answer.getByRole('img', { name: 'Delivered' })).toBeVisible();
}
