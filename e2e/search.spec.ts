import { ana, business, expect, test } from './fixtures.ts';

test('messages are found over everything and in their conversation, and opened in place', async ({
  simulator,
  linkedAdmin: chat,
}) => {
  const { page } = chat;
  await simulator.write(ana.phoneNumber, business, 'Is the *blue* bicycle still there?');
  await chat.row('Ana').click();
  await expect(chat.message('Is the *blue* bicycle still there?')).toBeVisible();
  // Nothing that was said before is in view any more.
  await chat.send(Array.from({ length: 60 }, (_, line) => `Line ${line}`).join('\n'));
  await chat.send('The blue one is sold');
  await expect(chat.tick('The blue one is sold', 'Delivered')).toBeVisible();

  const field = page.getByRole('searchbox', { name: 'Search chats and messages' });
  const hits = page.getByRole('list', { name: 'Messages' }).getByRole('link');
  await page.keyboard.press('Control+Shift+F');
  await expect(field).toBeFocused();
  await field.fill('bicy');
  await expect(hits).toHaveCount(1);
  await expect(hits.locator('mark')).toHaveText('bicy');
  await page.keyboard.press('ArrowDown');
  await expect(hits).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(chat.message('Is the *blue* bicycle still there?')).toBeInViewport();
  await field.press('Escape');
  await expect(hits).toHaveCount(0);

  await chat.composer.click();
  await page.keyboard.press('Control+F');
  const bar = page.getByRole('region', { name: 'Search in this conversation' });
  await bar.getByRole('searchbox').fill('blue');
  await expect(bar.getByText('1 of 2')).toBeVisible();
  await expect(chat.message('The blue one is sold')).toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(bar.getByText('2 of 2')).toBeVisible();
  await expect(chat.message('Is the *blue* bicycle still there?')).toBeInViewport();
  await expect.poll(() => page.evaluate(() => CSS.highlights.get('search')?.size ?? 0)).toBeGreaterThan(0);
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await expect(chat.composer).toBeFocused();
  expect(await page.evaluate(() => CSS.highlights.has('search'))).toBe(false);
});
