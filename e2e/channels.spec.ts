import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ana, business, expect, test } from './fixtures.ts';
import { createChannelsPage } from './pageModels/ChannelsPage.ts';
import { inspect } from './screens/inspect.ts';

const sales = '+4930999999';
/** Where the pictures are kept, for people to look at. */
const pictures = fileURLToPath(new URL('../.cache/screens/channels', import.meta.url));

test('a second number is linked by a code that the phone types, has chats of its own, and leaves them when deleted', async ({
  linkedAdmin: chat,
  page,
  simulator,
}) => {
  test.setTimeout(90_000);
  await simulator.addPhone(sales);
  await simulator.write(ana.phoneNumber, business, 'Where is my order?');
  const numbers = createChannelsPage(page);
  await numbers.open();
  await expect(numbers.state.getByRole('status')).toHaveText('Connected');

  await numbers.add('Sales');
  await chat.readQr();
  const code = await numbers.askForCode(sales);
  await inspect(page, join(pictures, 'pairing-code.png'));
  await expect(simulator.typeCode(sales, 'AAAA1111')).rejects.toThrow();
  await simulator.typeCode(sales, code);
  await expect(numbers.state.getByRole('status')).toHaveText('Connected');
  await expect(numbers.state).toContainText('+49 30 999999');
  await expect(page.getByRole('list', { name: 'What happened' })).toContainText('Showed a pairing code');

  await simulator.write(ana.phoneNumber, sales, 'What does it cost?');
  await page.getByRole('link', { name: 'Chats' }).click();
  const rows = page.getByRole('list', { name: 'Conversations' }).getByRole('link');
  await expect(rows).toHaveCount(2);
  await page.getByRole('button', { name: 'By number' }).click();
  await inspect(page, join(pictures, 'by-number.png'));
  await page.getByRole('menuitemradio', { name: /^Sales/ }).click();
  await expect(rows).toHaveCount(1);
  await rows.click();
  await expect(page.getByRole('main').getByText('Answers from Sales')).toBeAttached();
  await chat.send('Twelve euros');
  await expect(chat.tick('Twelve euros', 'Delivered')).toBeVisible();
  expect(await simulator.received(ana.phoneNumber, sales)).toMatchObject([{ text: 'Twelve euros', copies: 1 }]);
  expect(await simulator.received(ana.phoneNumber, business)).toEqual([]);
  await inspect(page, join(pictures, 'thread.png'));

  await numbers.open();
  await numbers.row('Sales').click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(numbers.dialog).toContainText('All its conversations stay');
  await inspect(page, join(pictures, 'delete.png'));
  await numbers.dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(numbers.row('Sales')).toHaveCount(0);
  await expect(page.getByText('“Sales” was deleted.')).toBeVisible();

  await page.getByRole('link', { name: 'Chats' }).click();
  await rows.filter({ hasText: 'Removed number' }).click();
  await expect(chat.message('Twelve euros')).toBeVisible();
  await expect(page.getByText('This conversation’s number was removed.')).toBeVisible();
  await expect(chat.composer).toHaveCount(0);
});
