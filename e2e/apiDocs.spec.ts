import { expect, test } from './fixtures.ts';

test('the API can be read on a page, and tried out by who is signed in', async ({ page, server, signIn }) => {
  const errors: string[] = [];
  const chat = await signIn(page, server.admin);
  await expect(chat.qr).toBeVisible();
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  await page.goto(`${server.url}/api/docs`);
  const listUsers = page.locator('#operations-Users-getApiUsers');
  await listUsers.getByRole('button', { name: 'List the users' }).click();
  await listUsers.getByRole('button', { name: 'Try it out' }).click();
  await listUsers.getByRole('button', { name: 'Execute' }).click();
  await expect(listUsers.locator('.live-responses-table')).toContainText(server.admin.email);
  expect(errors).toEqual([]);
});
