import { expect, test } from './fixtures.ts';
import { createLoginPage } from './pageModels/LoginPage.ts';
import { createSettingsPage } from './pageModels/SettingsPage.ts';

const noor = { name: 'Noor Haddad', email: 'noor@shop.example' };

test('an admin adds an agent, who changes the password and is out at once when deactivated', async ({
  page,
  browser,
  server,
  signIn,
}) => {
  await signIn(page, server.admin);
  const admin = createSettingsPage(page);
  await admin.open('Team');
  const password = await admin.addPerson(noor);
  await expect(admin.person(noor.name)).toContainText('Never signed in');

  const agentPage = await (await browser.newContext()).newPage();
  await signIn(agentPage, { email: noor.email, password });
  const agent = createSettingsPage(agentPage);
  await agent.open('Profile');
  await expect(agentPage.getByRole('link', { name: 'Team' })).toHaveCount(0);
  await agent.changePassword({ current: password, next: 'a longer one of my own' });
  await expect(agentPage.getByText('Your password is changed.')).toBeVisible();
  await page.reload();
  await expect(admin.person(noor.name)).toContainText('Last seen just now');

  await admin.deactivate(noor.name);
  await expect(admin.person(noor.name)).toContainText('Deactivated');
  await expect(agentPage.getByText('You were signed out.')).toBeVisible();
  await createLoginPage(agentPage).signIn({ email: noor.email, password: 'a longer one of my own' });
  await expect(agentPage.getByRole('alert')).toContainText('Email or password is not right.');

  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(admin.person(noor.name)).not.toContainText('Deactivated');
  await createLoginPage(agentPage).signIn({ email: noor.email, password: 'a longer one of my own' });
  await expect(agentPage.getByRole('heading', { name: 'Profile' })).toBeVisible();
});

test('an API key works until it is revoked', async ({ page, server, signIn }) => {
  await signIn(page, server.admin);
  const settings = createSettingsPage(page);
  await settings.open('API keys');
  await expect(page.getByText('No API keys yet')).toBeVisible();
  const key = await settings.makeKey('Web shop');
  await expect(settings.key('Web shop')).toContainText('Never used');
  const ask = async () => (await fetch(`${server.url}/api/conversations`, { headers: { 'x-api-key': key } })).status;
  expect(await ask()).toBe(200);
  await page.reload();
  await expect(settings.key('Web shop')).toContainText('Last used just now');
  await expect(page.getByText(key)).toHaveCount(0);

  await page.getByRole('button', { name: 'Revoke Web shop' }).click();
  await settings.dialog.getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('No API keys yet')).toBeVisible();
  expect(await ask()).toBe(401);
  await expect(page.getByRole('button', { name: 'Make a key' }).first()).toBeFocused();
});

test('one signs out elsewhere, and that one is out at once', async ({ page, browser, server, signIn }) => {
  await signIn(page, server.admin);
  const elsewhere = await browser.newContext({
    userAgent:
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1',
  });
  const phone = await elsewhere.newPage();
  await signIn(phone, server.admin);
  await expect(phone.getByRole('button', { name: 'Account and appearance' })).toBeVisible();

  const settings = createSettingsPage(page);
  await settings.open('Profile');
  await expect(settings.session('This device')).toHaveCount(1);
  await expect(settings.session('Safari on iPhone')).toContainText('Last used just now');
  await page.getByRole('button', { name: 'Sign out Safari on iPhone' }).click();
  await expect(settings.session('Safari on iPhone')).toHaveCount(0);
  await expect(phone.getByText('You were signed out.')).toBeVisible();
  await expect(page.getByText('You are signed in nowhere else.')).toBeVisible();
});

test.describe('at phone width', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('the list leads to a page and back, and the address leads there too', async ({ page, server, signIn }) => {
    await signIn(page, server.admin);
    await createSettingsPage(page).open('Workspace');
    await expect(page).toHaveTitle('Workspace · WhatsApp inbox');
    await expect(page.getByRole('heading', { name: 'Workspace', level: 1 })).toBeFocused();
    await page.getByLabel('Business or team name').fill('Bakery');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Saved')).toBeVisible();
    await page.goBack();
    await expect(page).toHaveURL(/\/settings$/);
    await expect(page.getByRole('link', { name: 'Workspace' })).toBeFocused();
    await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();

    await page.goto(`${server.url}/settings/team`);
    await expect(page.getByRole('list', { name: 'People' })).toBeVisible();
    await page.getByRole('link', { name: 'All settings' }).click();
    await expect(page.getByRole('link', { name: 'Team' })).toBeVisible();
    await expect(page.getByRole('list', { name: 'People' })).toBeHidden();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, 'nothing scrolls sideways').toBeLessThanOrEqual(390);
  });
});

test('everything works by the keyboard, and the focus comes back', async ({ page, server, signIn }) => {
  await signIn(page, server.admin);
  await createSettingsPage(page).open('Team');
  const menu = page.getByRole('button', { name: 'Actions for Agent' });
  await menu.focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('menuitem', { name: 'Deactivate' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(menu).toBeFocused();
});
