import { expect, test } from './fixtures.ts';

test('a newcomer plays phone and customer on the page, without any other tool', async ({ page, server, signIn }) => {
  const chat = await signIn(page, server.admin);
  await expect(chat.qr).toBeVisible();

  const phone = await page.context().newPage();
  await phone.goto(`${server.url}/phone`);
  await phone.getByLabel('Phone number').first().fill('+49 30 123456');
  await phone.getByRole('button', { name: 'Make this phone' }).click();
  await phone.getByLabel('Text of the QR code').fill(await chat.readQr());
  await phone.getByRole('button', { name: 'Link', exact: true }).click();
  await expect(page.getByRole('button', { name: 'New chat' }).first()).toBeVisible();

  const customer = phone.getByRole('region', { name: 'Customer’s phone' });
  await customer.getByLabel('Phone number').fill('+49 1511 1111111');
  await customer.getByLabel('Name').fill('Ana');
  await customer.getByRole('button', { name: 'Add customer' }).click();
  await phone.getByLabel('Message as Ana').fill('Do you open on Sunday?');
  await phone.getByRole('button', { name: 'Send as Ana' }).click();

  await chat.row('Ana').click();
  await expect(chat.message('Do you open on Sunday?')).toBeVisible();
  await chat.send('We do, from ten.');
  await expect(phone.getByText('We do, from ten.')).toBeVisible();
  await phone.getByRole('button', { name: 'Mark as read' }).click();
  await expect(chat.tick('We do, from ten.', 'Read')).toBeVisible();
});

test('agents are shown no virtual phone', async ({ page, server, signIn }) => {
  await signIn(page, server.agent);
  await expect(page.getByText('Ask an admin')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Virtual phone' })).toHaveCount(0);
});
