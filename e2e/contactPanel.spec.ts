import { ana, business, expect, test } from './fixtures.ts';

test.use({ viewport: { width: 1440, height: 900 } });

test('a contact gets our name and notes, which everybody sees and a reload keeps', async ({
  page,
  browser,
  server,
  linkedAdmin,
  simulator,
  signIn,
}) => {
  await simulator.write(ana.phoneNumber, business, 'Good morning');
  await linkedAdmin.row('Ana').click();
  await page.getByRole('button', { name: 'Ana' }).click();
  const panel = page.getByRole('complementary', { name: 'Contact' });
  await expect(panel.getByText('+49 1511 1111111')).toBeVisible();

  const agentPage = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  const agent = await signIn(agentPage, server.agent);
  await agent.row('Ana').click();
  await agentPage.keyboard.press('Alt+i');
  const theirs = agentPage.getByRole('complementary', { name: 'Contact' });

  await panel.getByRole('button', { name: 'Change the name' }).click();
  await panel.getByRole('textbox', { name: 'Name' }).fill('Ms. Lima');
  await page.keyboard.press('Enter');
  await expect(agent.row('Ms. Lima')).toBeVisible();
  await expect(theirs.getByText('On WhatsApp: Ana')).toBeVisible();

  await panel.getByRole('textbox', { name: 'Notes' }).fill('Likes tea');
  await expect(panel.getByText('Saved')).toBeVisible();
  await expect(theirs.getByRole('textbox', { name: 'Notes' })).toHaveValue('Likes tea');

  // A name that WhatsApp tells later changes nothing, and the panel is open again after a reload.
  await simulator.write(ana.phoneNumber, business, 'And again');
  await page.reload();
  await expect(linkedAdmin.message('And again')).toBeVisible();
  await expect(panel.getByText('Ms. Lima')).toBeVisible();
  await expect(panel.getByRole('textbox', { name: 'Notes' })).toHaveValue('Likes tea');

  // Beside the thread nothing lies over it; and Escape gives the focus back.
  const [thread, beside] = await Promise.all([
    page.getByRole('main', { name: 'Conversation' }).boundingBox(),
    panel.boundingBox(),
  ]);
  expect(beside?.width).toBe(360);
  expect((thread?.x ?? 0) + (thread?.width ?? 0)).toBeLessThanOrEqual((beside?.x ?? 0) + 1);
  await panel.getByRole('textbox', { name: 'Notes' }).focus();
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
});

test.describe('on a narrow window', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('the panel takes the thread’s place, and back leads to it', async ({ page, linkedAdmin, simulator }) => {
    await simulator.write(ana.phoneNumber, business, 'Good morning');
    await linkedAdmin.row('Ana').click();
    await page.getByRole('button', { name: 'Ana' }).click();
    const panel = page.getByRole('complementary', { name: 'Contact' });
    await expect(panel.getByRole('textbox', { name: 'Notes' })).toBeVisible();
    expect((await panel.boundingBox())?.width).toBe(390);
    await expect(linkedAdmin.composer).toBeHidden();
    await page.goBack();
    await expect(panel).toBeHidden();
    await expect(linkedAdmin.composer).toBeVisible();
    await expect(page.getByRole('button', { name: 'Ana' })).toBeFocused();
    await page.goBack();
    await expect(linkedAdmin.row('Ana')).toBeVisible();
  });
});
