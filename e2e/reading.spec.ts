import { ana, business, expect, test } from './fixtures.ts';
import { createRest } from './rest.ts';

const count = 80;

test.use({ reducedMotion: 'reduce' });

test('a thread is read from a message that the address names, by keys, and on to what is new', async ({
  linkedAdmin,
  page,
  server,
  simulator,
}) => {
  test.setTimeout(180_000);
  const write = (text: string) => simulator.write(ana.phoneNumber, business, text);
  for (let from = 0; from < count; from += 10) {
    await Promise.all(Array.from({ length: 10 }, (_, index) => write(`Line ${from + index}`)));
  }
  await expect(linkedAdmin.row('Ana')).toBeVisible();
  const rest = await createRest(server, server.admin);
  const [conversation] = await rest.list();
  const id = conversation?.id ?? '';
  await expect.poll(async () => (await rest.newestIds(id)).length, { timeout: 60_000 }).toBe(count);
  const [, , third = ''] = await rest.newestIds(id);
  const last = (await rest.newestIds(id)).at(-1);
  const list = page.getByRole('list', { name: 'Messages' });
  const focused = list.locator(':focus');

  await test.step('it opens with that message in the middle and focused', async () => {
    await page.goto(`${server.url}/chat`);
    await page.goto(`${server.url}/chat/${id}?message=${third}`);
    const row = list.locator(`[data-key="${third}"]`);
    await expect(row).toBeFocused();
    await expect(row).toBeInViewport({ ratio: 1 });
    await expect(page).toHaveURL(`${server.url}/chat/${id}`);
    await expect(list.locator(`[data-key="${last}"]`)).toHaveCount(0);
  });

  await test.step('keys move between messages, on to the end and back to the first', async () => {
    const before = await focused.getAttribute('aria-label');
    await page.keyboard.press('ArrowDown');
    await expect(focused).not.toHaveAttribute('aria-label', before ?? '');
    await page.keyboard.press('ArrowUp');
    await expect(focused).toHaveAttribute('aria-label', before ?? '');
    await page.keyboard.press('PageDown');
    await expect(focused).toBeInViewport({ ratio: 1 });
    await page.keyboard.press('End');
    await expect(list.locator(`[data-key="${last}"]`)).toBeFocused();
    await page.keyboard.press('Home');
    await expect(focused).toBeInViewport({ ratio: 1 });
    await list.evaluate((element) => element.parentElement?.scrollBy(0, 100_000));
    await expect(focused).toHaveCount(1);
  });

  await test.step('what comes meanwhile counts: the way leads to its beginning, then to the end', async () => {
    await list.evaluate((element) => element.parentElement?.scrollTo(0, 0));
    for (let number = 0; number < 25; number += 1) await write(`New ${number}`);
    await page.getByRole('button', { name: '25 new messages' }).click({ timeout: 60_000 });
    const first = list.getByRole('listitem', { name: /: New 0$/ });
    await expect(first).toBeInViewport({ ratio: 1 });
    await expect(list.getByText('Unread messages')).toBeInViewport();
    await page.getByRole('button', { name: /new message|newest message/ }).click();
    await expect(list.getByRole('listitem', { name: /: New 24$/ })).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole('button', { name: /new message|newest message/ })).toHaveCount(0);
    await expect(linkedAdmin.row('Ana')).not.toHaveAccessibleName(/unread/);
  });

  await test.step('while one scrolls, the day stands above', async () => {
    await list.evaluate((element) => element.parentElement?.scrollBy(0, -300));
    await expect(page.locator('[data-floating-day]')).toHaveText('Today');
  });

  await test.step('a message that is gone is said to be so', async () => {
    await page.goto(`${server.url}/chat/${id}?message=gone`);
    await expect(page.getByText('This message is not here any more')).toBeVisible();
    await expect(list.getByRole('listitem', { name: /: New 24$/ })).toBeInViewport();
    await expect(page).toHaveURL(`${server.url}/chat/${id}`);
  });
});
