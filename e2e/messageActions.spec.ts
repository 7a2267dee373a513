import type { Locator, Page } from '@playwright/test';
import { ana, business, expect, test } from './fixtures.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('what can be done with messages: copy, answer, select, and the details of a failed one', async ({
  linkedAdmin,
  page,
  simulator,
}) => {
  for (const text of ['Is it *red*?', 'See https://shop.example/bike', 'And the price?']) {
    await simulator.write(ana.phoneNumber, business, text);
  }
  await linkedAdmin.row('Ana').click();
  const price = linkedAdmin.message('And the price?');
  const bubble = price.getByText('And the price?');
  await expect(bubble).toBeVisible();

  await test.step('by the pointer, and nothing moves', async () => {
    const before = await bubble.boundingBox();
    await bubble.hover();
    await price.getByRole('button', { name: 'Copy text' }).click();
    await expect(page.getByText('Copied', { exact: true })).toBeVisible();
    expect(await readClipboard(page)).toBe('And the price?');
    expect(await bubble.boundingBox()).toEqual(before);
    await bubble.click({ button: 'right' });
    await expect(page.getByRole('menu')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toHaveCount(0);
    expect(await bubble.boundingBox()).toEqual(before);
  });

  await test.step('several, as WhatsApp copies them', async () => {
    const before = await bubble.boundingBox();
    await openMenu(page, linkedAdmin.message('Is it *red*?'), 'Select messages');
    await expect(page.getByText('1 selected')).toBeVisible();
    await price.click({ modifiers: ['Shift'] });
    await expect(page.getByText('3 selected')).toBeVisible();
    await simulator.write(ana.phoneNumber, business, 'Hello?');
    await expect(linkedAdmin.message('Hello?')).toBeVisible();
    await linkedAdmin.message('See https://shop.example/bike').click();
    await page.getByRole('region', { name: 'Selected messages' }).getByRole('button', { name: 'Copy' }).click();
    await expect(page.getByText('2 messages copied')).toBeVisible();
    expect((await readClipboard(page)).split('\n')).toEqual([
      expect.stringMatching(/^\[\d\d:\d\d, \d\d\/\d\d\/\d{4}\] Ana: Is it \*red\*\?$/),
      expect.stringMatching(/^\[\d\d:\d\d, \d\d\/\d\d\/\d{4}\] Ana: And the price\?$/),
    ]);
    expect((await bubble.boundingBox())?.x).toBe(before?.x);
  });

  await test.step('an answer quotes what it answers', async () => {
    await openMenu(page, linkedAdmin.message('Is it *red*?'), 'Reply');
    await expect(page.getByRole('region', { name: 'Answer to' })).toHaveText('Is it red?');
    await expect(linkedAdmin.composer).toBeFocused();
    await page.keyboard.type('It is');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('region', { name: 'Answer to' })).toHaveCount(0);
    await expect
      .poll(() => simulator.received(ana.phoneNumber, business))
      .toMatchObject([{ text: '> Is it red?\nIt is' }]);
  });

  await test.step('a failed one says why, and what to do', async () => {
    await linkedAdmin.startChat('+49 1511 9999999');
    await linkedAdmin.send('Anybody there?');
    await expect(page.getByText('Not delivered: this number is not on WhatsApp')).toBeVisible();
    await page.getByRole('button', { name: /^Why it was not delivered/ }).click();
    const details = page.getByRole('dialog', { name: 'Message details' });
    await expect(details.getByText('NOT_ON_WHATSAPP', { exact: true })).toBeVisible();
    await expect(details.getByText('Check the number with the customer')).toBeVisible();
    await expect(details.getByRole('listitem').filter({ hasText: 'Not delivered' }).locator('time')).toBeVisible();
    await details.getByRole('button', { name: 'Copy details' }).click();
    await expect(details.getByRole('button', { name: 'Copied' })).toBeVisible();
    expect(await readClipboard(page)).toContain('Code: NOT_ON_WHATSAPP');
    await page.keyboard.press('Escape');
    await expect(details).toHaveCount(0);
  });
});

test('what is written: formatted, with emoji, from wherever one types', async ({ linkedAdmin, page, simulator }) => {
  await simulator.write(ana.phoneNumber, business, 'Hello');
  await linkedAdmin.row('Ana').click();
  await expect(linkedAdmin.message('Hello')).toBeVisible();
  const { composer } = linkedAdmin;

  await test.step('whatever is typed lands in the field, single keys or not', async () => {
    await composer.evaluate((field) => field.blur());
    await page.keyboard.type('just so');
    await expect(composer).toHaveValue('just so');
  });

  await test.step('keys format what is marked, and the browser’s undo takes it back', async () => {
    await page.keyboard.press('Shift+Home');
    await page.keyboard.press('ControlOrMeta+b');
    await expect(composer).toHaveValue('*just so*');
    await expect(page.getByRole('region', { name: 'Preview' }).locator('strong')).toHaveText('just so');
    await page.keyboard.press('ControlOrMeta+z');
    await expect(composer).toHaveValue('just so');
    await page.keyboard.press('ControlOrMeta+i');
    await expect(composer).toHaveValue('_just so_');
    await page.keyboard.press('End');
  });

  await test.step('emoji come from the search, and from what was used last', async () => {
    await page.getByRole('button', { name: 'Emoji', exact: true }).click();
    const search = page.getByRole('searchbox', { name: 'Search emoji' });
    await expect(search).toBeFocused();
    await search.fill('waving hand');
    await expect(page.getByRole('gridcell', { name: 'Waving hand' })).toHaveText('👋');
    await page.getByRole('button', { name: 'Skin tone' }).click();
    await expect(page.getByRole('gridcell', { name: 'Waving hand' })).toHaveText('👋🏻');
    await search.fill('bicycle');
    await expect(page.getByRole('gridcell', { name: 'Bicycle', exact: true })).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(composer).toHaveValue('_just so_🚲');
    await page.keyboard.press('Escape');
    await expect(composer).toBeFocused();
    await page.getByRole('button', { name: 'Emoji', exact: true }).click();
    await page.getByRole('region', { name: 'Used last' }).getByRole('button', { name: '🚲' }).click();
    await expect(composer).toHaveValue('_just so_🚲🚲');
    await page.keyboard.press('Escape');
  });

  await test.step('a name after a colon becomes an emoji, and Enter does not send meanwhile', async () => {
    await expect(composer).toBeFocused();
    await page.keyboard.type(' :red_hea');
    await expect(page.getByRole('option', { name: 'Red heart' })).toHaveAttribute('aria-selected', 'true');
    await page.keyboard.press('Enter');
    await expect(composer).toHaveValue('_just so_🚲🚲 ❤️ ');
    for (let deleted = 0; deleted < 3; deleted += 1) await page.keyboard.press('Backspace');
    await expect(composer).toHaveValue('_just so_🚲🚲');
  });

  await test.step('it arrives as it was written', async () => {
    await expect(composer).toBeFocused();
    await page.keyboard.press('Enter');
    await expect.poll(() => simulator.received(ana.phoneNumber, business)).toMatchObject([{ text: '_just so_🚲🚲' }]);
    await expect(linkedAdmin.message('_just so_🚲🚲').locator('em')).toHaveText('just so');
  });
});

/** Opens a message's menu by the keyboard, and chooses from it. */
async function openMenu(page: Page, message: Locator, item: string): Promise<void> {
  await message.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: item }).click();
}

function readClipboard(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}
