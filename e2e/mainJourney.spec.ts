import { ana, business, expect, test } from './fixtures.ts';

test('an admin links a number by the code on the screen, and everyone chats', async ({
  page,
  browser,
  server,
  simulator,
  signIn,
}) => {
  const admin = await signIn(page, server.admin);

  const agentPage = await (await browser.newContext()).newPage();
  const agent = await signIn(agentPage, server.agent);
  await expect(agentPage.getByText('Ask an admin to link one')).toBeVisible();

  await simulator.link(business, await admin.readQr());
  await expect(page.getByRole('button', { name: 'New chat' }).first()).toBeVisible();
  await expect(agentPage.getByRole('button', { name: 'New chat' }).first()).toBeVisible();

  await expect(page.getByText('no real phone is reached')).toBeAttached();

  // A customer's message is with both within a second.
  await simulator.write(ana.phoneNumber, business, 'Is my order on its way?');
  await expect(admin.row('Ana')).toBeVisible({ timeout: 1_000 });
  await expect(agent.row('Ana')).toBeVisible({ timeout: 1_000 });
  await expect(agent.row('Ana')).toHaveAccessibleName(/1 unread message/);

  // The agent opens it, and the admin sees that it was read.
  await agent.row('Ana').click();
  await expect(agent.message('Is my order on its way?')).toBeVisible();
  await expect(admin.row('Ana')).not.toHaveAccessibleName(/unread/);

  // The answer is what the customer's own device decrypts.
  await admin.row('Ana').click();
  await agent.send('It left *this morning*.');
  await expect(agent.message('It left *this morning*.')).toBeVisible();
  await expect(admin.message('It left *this morning*.')).toBeVisible();
  await expect
    .poll(() => simulator.received(ana.phoneNumber, business))
    .toMatchObject([{ text: 'It left *this morning*.', copies: 1 }]);
  await expect(agent.tick('It left *this morning*.', 'Delivered')).toBeVisible();
  await simulator.read(ana.phoneNumber, business);
  await expect(agent.tick('It left *this morning*.', 'Read')).toBeVisible();
  await expect(admin.tick('It left *this morning*.', 'Read')).toBeVisible();

  // Typing, both ways.
  await simulator.typing(ana.phoneNumber, business, true);
  await expect(agentPage.getByText('Ana is typing…')).toBeVisible();
  await simulator.typing(ana.phoneNumber, business, false);
  await admin.composer.pressSequentially('Hmm');
  await expect(agentPage.getByText('Admin is typing…')).toBeVisible();
});

test('a new chat to a number, and why one can’t be reached', async ({ linkedAdmin, simulator }) => {
  await linkedAdmin.startChat('+49 1511 1111111');
  await linkedAdmin.send('Good morning');
  await expect.poll(() => simulator.received(ana.phoneNumber, business)).toMatchObject([{ text: 'Good morning' }]);
  await expect(linkedAdmin.row(ana.phoneNumber).or(linkedAdmin.row('+49 1511 1111111'))).toBeVisible();

  await linkedAdmin.startChat('+49 1511 9999999');
  await linkedAdmin.send('Anybody there?');
  await expect(linkedAdmin.page.getByText('Not delivered: this number is not on WhatsApp')).toBeVisible();
});

for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
  test(`after a restart by ${signal} everything is there without a new code`, async ({
    linkedAdmin,
    server,
    simulator,
  }) => {
    await simulator.write(ana.phoneNumber, business, 'Before');
    await linkedAdmin.row('Ana').click();
    await linkedAdmin.send('Answer');
    await expect(linkedAdmin.tick('Answer', 'Delivered')).toBeVisible();

    const restarted = server.restart(signal);
    await restarted;
    await simulator.write(ana.phoneNumber, business, 'After');
    await expect(linkedAdmin.message('After')).toBeVisible();
    await linkedAdmin.send('Still here');
    await expect(linkedAdmin.tick('Still here', 'Delivered')).toBeVisible();

    await linkedAdmin.page.reload();
    for (const text of ['Before', 'Answer', 'After', 'Still here']) {
      await expect(linkedAdmin.message(text)).toBeVisible();
    }
    const texts = (await simulator.received(ana.phoneNumber, business)).map(({ text }) => text);
    expect(texts).toEqual(['Answer', 'Still here']);
    await expect(linkedAdmin.qr).toHaveCount(0);
  });
}

test('what is written while the server is away goes out once it is back', async ({ linkedAdmin, page, simulator }) => {
  await simulator.write(ana.phoneNumber, business, 'Hello');
  await linkedAdmin.row('Ana').click();
  await expect(linkedAdmin.message('Hello')).toBeVisible();
  await page.context().setOffline(true);
  await linkedAdmin.send('Written offline');
  await expect(linkedAdmin.tick('Written offline', 'Sending')).toBeVisible();
  await page.context().setOffline(false);
  await expect(linkedAdmin.tick('Written offline', 'Delivered')).toBeVisible({ timeout: 30_000 });
  await expect
    .poll(() => simulator.received(ana.phoneNumber, business))
    .toMatchObject([{ text: 'Written offline', copies: 1 }]);
});

test('a number that was unlinked at the phone is linked again in place, with its history', async ({
  linkedAdmin,
  page,
  simulator,
}) => {
  await simulator.write(ana.phoneNumber, business, 'Before the unlinking');
  await expect(linkedAdmin.row('Ana')).toBeVisible();
  await simulator.unlink(business);
  await page.getByRole('button', { name: 'Link again' }).click();
  await simulator.link(business, await linkedAdmin.readQr());
  await linkedAdmin.row('Ana').click();
  await expect(linkedAdmin.message('Before the unlinking')).toBeVisible();
  await linkedAdmin.send('Here again');
  await expect(linkedAdmin.tick('Here again', 'Delivered')).toBeVisible();
});
