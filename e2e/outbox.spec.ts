import { ana, business, expect, test } from './fixtures.ts';
import { createNetwork } from './network.ts';
import { createChatPage } from './pageModels/ChatPage.ts';

test('what is written without a network outlives a reload and reaches the customer once, in order', async ({
  context,
  linkedAdmin,
  page,
  simulator,
}) => {
  const network = await createNetwork(context);
  await page.reload();
  await simulator.write(ana.phoneNumber, business, 'Are you there?');
  await linkedAdmin.row('Ana').click();
  await linkedAdmin.send('Before');
  await expect(linkedAdmin.tick('Before', 'Delivered')).toBeVisible();

  await network.cut();
  const written = ['One', 'Two', 'Three'];
  for (const text of written) await linkedAdmin.send(text);
  for (const text of written) await expect(linkedAdmin.tick(text, 'Sending')).toBeVisible();
  await linkedAdmin.composer.fill('Half a thought');
  await expect(page.getByText('Connection lost').first()).toBeVisible();

  await page.reload();
  network.allowReading();
  for (const text of written) await expect(linkedAdmin.tick(text, 'Sending')).toBeVisible({ timeout: 20_000 });
  await expect(linkedAdmin.message('Before')).toBeVisible();
  await expect(linkedAdmin.composer).toHaveValue('Half a thought');
  await expect(page.getByText('Working over a slower connection').first()).toBeVisible();
  await simulator.write(ana.phoneNumber, business, 'Still waiting');
  await expect(linkedAdmin.message('Still waiting')).toBeVisible();

  network.mend();
  for (const text of written) await expect(linkedAdmin.tick(text, 'Delivered')).toBeVisible({ timeout: 30_000 });
  const received = await simulator.received(ana.phoneNumber, business);
  expect(received.map(({ text, copies }) => ({ text, copies }))).toEqual(
    ['Before', ...written].map((text) => ({ text, copies: 1 })),
  );
});

test('of two tabs both show what waits, and the one that stays sends it', async ({
  context,
  linkedAdmin,
  page,
  simulator,
}) => {
  const network = await createNetwork(context);
  await simulator.write(ana.phoneNumber, business, 'Hello');
  await linkedAdmin.row('Ana').click();
  await expect(linkedAdmin.message('Hello')).toBeVisible();
  await page.reload();
  const other = createChatPage(await context.newPage());
  await other.page.goto(page.url());
  await expect(other.message('Hello')).toBeVisible();
  await expect(linkedAdmin.message('Hello')).toBeVisible();

  // With both open, one's message is in both, once.
  await linkedAdmin.send('Together');
  await expect(other.tick('Together', 'Delivered')).toBeVisible();

  await network.cut();
  await linkedAdmin.send('One');
  await expect(other.tick('One', 'Sending')).toBeVisible();
  await other.send('Two');
  await expect(linkedAdmin.tick('Two', 'Sending')).toBeVisible();
  await linkedAdmin.send('Three');
  await expect(other.tick('Three', 'Sending')).toBeVisible();
  await page.close();

  network.mend();
  for (const text of ['One', 'Two', 'Three']) {
    await expect(other.tick(text, 'Delivered')).toBeVisible({ timeout: 30_000 });
  }
  const received = await simulator.received(ana.phoneNumber, business);
  expect(received.map(({ text, copies }) => ({ text, copies }))).toEqual(
    ['Together', 'One', 'Two', 'Three'].map((text) => ({ text, copies: 1 })),
  );
});
