import { business, expect, test } from './fixtures.ts';
import { createRest } from './rest.ts';

const ben = '+4915122222222';

test('two conversations become one while one of them is open, and nothing moves but the address', async ({
  server,
  simulator,
  linkedAdmin: chat,
}) => {
  const { page } = chat;
  await simulator.addHiddenCustomer(ben, 'Ben');
  await simulator.write(ben, business, 'Who am I?');
  await chat.row('Ben').click();
  await expect(chat.message('Who am I?')).toBeVisible();
  await chat.send('Nobody knows yet');
  await expect(chat.tick('Nobody knows yet', 'Delivered')).toBeVisible();
  await chat.composer.fill('Half a thought');
  const former = page.url();
  await page.evaluate(() => {
    document.querySelector('main textarea')?.setAttribute('data-kept', '');
  });

  // A colleague knows the number, and WhatsApp knows whose it is.
  const colleague = await createRest(server, server.admin);
  await colleague.send(ben, 'You are Ben');
  await expect(chat.message('You are Ben')).toBeVisible();
  await expect(page).not.toHaveURL(former);
  for (const text of ['Who am I?', 'Nobody knows yet', 'You are Ben']) await expect(chat.message(text)).toHaveCount(1);
  await expect(page.getByRole('list', { name: 'Conversations' }).getByRole('link')).toHaveCount(1);
  await expect(chat.composer).toHaveValue('Half a thought');
  await expect(page.locator('main textarea[data-kept]')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(chat.tick('Half a thought', 'Delivered')).toBeVisible();

  const { origin } = new URL(former);
  const survivor = page.url();
  await page.goto(former);
  await expect(chat.message('Half a thought')).toBeVisible();
  await expect(page).toHaveURL(survivor);
  expect(survivor.startsWith(origin)).toBe(true);
  expect(await simulator.received(ben, business)).toEqual(
    ['Nobody knows yet', 'You are Ben', 'Half a thought'].map((text) => expect.objectContaining({ text, copies: 1 })),
  );
});
