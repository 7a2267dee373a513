import { business, expect, test } from './fixtures.ts';

test('a newcomer comes to the first chat by what the screen says', async ({ page, browser, server }) => {
  await page.goto(server.url);
  await page.getByLabel('Email').fill(server.admin.email);
  await page.getByRole('textbox', { name: 'Password' }).fill(server.admin.password);
  await page.getByRole('button', { name: 'Sign in' }).click();

  // An agent who is here first learns whom to ask, and waits in the right place.
  const agentPage = await (await browser.newContext()).newPage();
  await agentPage.goto(server.url);
  await agentPage.getByLabel('Email').fill(server.agent.email);
  await agentPage.getByRole('textbox', { name: 'Password' }).fill(server.agent.password);
  await agentPage.getByRole('button', { name: 'Sign in' }).click();
  await expect(agentPage.getByRole('heading', { name: 'No WhatsApp number is linked yet' })).toBeVisible();
  await expect(agentPage.getByRole('link', { name: server.admin.email })).toBeVisible();

  await expect(page.getByRole('heading', { name: 'Link your WhatsApp' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'QR code to link WhatsApp' })).toBeVisible();
  await expect(page.getByText(/^New code in \d+ s$/)).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: /^\d/ })).toHaveText([
    /Open WhatsApp/,
    /Linked devices/,
    /Link a device/,
  ]);
  await page.getByRole('link', { name: 'Open the virtual phone' }).click();

  const phone = page.getByRole('region', { name: 'Business phone' });
  await phone.getByLabel('Phone number').fill('+49 30 123456');
  await phone.getByRole('button', { name: 'Make this phone' }).click();
  await phone.getByRole('button', { name: 'Scan the code shown in Chats' }).click();
  await phone.getByRole('link', { name: 'Open the chats' }).click();

  // Nobody wrote yet: the screen says how that comes about, and where a customer is to be had.
  await expect(page.getByText('No conversations yet')).toBeVisible();
  await expect(page.getByText(/as soon as a customer writes to \S*\+49/)).toBeVisible();
  await expect(agentPage.getByText('No conversations yet')).toBeVisible();
  await page.getByRole('link', { name: 'Open the virtual phone' }).click();
  const customer = page.getByRole('region', { name: 'Customer’s phone' });
  await customer.getByLabel('Phone number').fill('+49 1511 1111111');
  await customer.getByLabel('Name').fill('Ana');
  await customer.getByRole('button', { name: 'Add customer' }).click();
  await expect(customer.getByLabel('Message as Ana')).toBeVisible();
  await phone.getByRole('link', { name: 'Open the chats' }).click();

  await page.getByRole('button', { name: 'New chat' }).last().click();
  await page.getByLabel('Phone number').fill('+49 1511 1111111');
  await page.getByRole('button', { name: 'Start chat' }).click();
  await expect(page.getByText(/begins with your first message/)).toBeVisible();
  await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Welcome!');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await expect(
    page.getByRole('listitem', { name: /: Welcome!$/ }).getByRole('img', { name: 'Delivered' }),
  ).toBeVisible();
  await expect(agentPage.getByRole('link', { name: /Welcome!/ })).toBeVisible();
});

test('no address and no state is a dead end', async ({ page, browser, server, linkedAdmin, simulator, signIn }) => {
  const toChats = page.getByRole('link', { name: 'Go to the chats' });
  const newChat = page.getByRole('button', { name: 'New chat' });
  for (const path of ['/chat/nothing-of-this-name', '/no/such/page']) {
    await page.goto(`${server.url}${path}`);
    await toChats.click();
    await expect(newChat.first()).toBeVisible();
  }

  await linkedAdmin.page.getByRole('searchbox').first().fill('Nobody');
  await expect(page.getByText('“Nobody”').first()).toBeVisible();
  await expect(newChat.nth(1)).toBeVisible();
  await page.getByRole('button', { name: 'Clear search' }).click();

  const agentPage = await (await browser.newContext()).newPage();
  const agent = await signIn(agentPage, server.agent);
  await expect(agent.newChat).toBeVisible();
  await agentPage.goto(`${server.url}/settings/team`);
  await expect(agentPage.getByText('Ask an admin of your team.')).toBeVisible();
  await agentPage.goto(`${server.url}/phone`);
  await expect(agentPage.getByText('Only admins can use the virtual phone.')).toBeVisible();
  await agentPage.getByRole('link', { name: 'Go to the chats' }).click();

  await simulator.unlink(business);
  await expect(agentPage.getByText('Ask an admin to link it again.').first()).toBeVisible();
  await page.getByRole('button', { name: 'Link again' }).click();
  await expect(linkedAdmin.qr).toBeVisible();
  await page.getByRole('button', { name: 'Back to the chats' }).click();
  await expect(newChat.first()).toBeVisible();
});
