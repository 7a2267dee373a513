import { ana, business, expect, test } from './fixtures.ts';
import { createChatPage } from './pageModels/ChatPage.ts';

const bruno = { phoneNumber: '+4915122222222', name: 'Bruno' };
const mod = process.platform === 'darwin' ? 'Meta' : 'Control';

test('a day’s work without a mouse', async ({ page, server, simulator }) => {
  test.slow();
  const { keyboard } = page;
  const chat = createChatPage(page);
  await simulator.addCustomer(bruno.phoneNumber, bruno.name);

  // Signing in; the number is linked by the phone.
  await page.goto(server.url);
  await expect(page.getByLabel('Email')).toBeVisible();
  await page.getByLabel('Email').focus();
  await keyboard.type(server.admin.email);
  await keyboard.press('Tab');
  await keyboard.type(server.admin.password);
  await keyboard.press('Enter');
  await simulator.link(business, await chat.readQr());
  await expect(chat.newChat).toBeVisible();
  await simulator.write(ana.phoneNumber, business, 'Is my order on its way?');
  await expect(chat.row('Ana')).toBeVisible();
  await simulator.write(bruno.phoneNumber, business, 'Do you open on Sunday?');
  await expect(chat.row('Bruno')).toHaveAccessibleName(/1 unread message/);

  // The newest conversation, an answer, the next unread one.
  await keyboard.press('Alt+ArrowDown');
  await expect(chat.message('Do you open on Sunday?')).toBeVisible();
  await expect(chat.composer).toBeFocused();
  await keyboard.type('Yes, from ten.');
  await keyboard.press('Enter');
  await expect(chat.tick('Yes, from ten.', 'Delivered')).toBeVisible();
  await keyboard.press('Alt+Shift+ArrowDown');
  await expect(chat.message('Is my order on its way?')).toBeVisible();
  await expect(chat.composer).toBeFocused();
  await keyboard.type('j k / ? are letters here');
  await expect(chat.composer).toHaveValue('j k / ? are letters here');

  // Out of the message box into the list, and out of the conversation; what was written is kept.
  await keyboard.press('Escape');
  await expect(chat.row('Ana')).toBeFocused();
  await keyboard.press('Escape');
  await expect(page.getByText('Choose a conversation')).toBeVisible();
  await expect(chat.row('Ana')).toContainText('Draft:');

  // Through the list, with letters alone.
  await expect(chat.row('Ana')).toBeFocused();
  await keyboard.press('k');
  await expect(chat.row('Bruno')).toBeFocused();
  await keyboard.press('j');
  await expect(chat.row('Ana')).toBeFocused();
  await keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();

  // The palette: pages, conversations, actions, and all keys.
  await keyboard.press(`${mod}+k`);
  await expect(page.getByRole('combobox', { name: 'Find anything' })).toBeFocused();
  await keyboard.type('team');
  await expect(page.getByRole('option').first()).toContainText('Team');
  await keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Team', exact: true })).toBeVisible();
  await keyboard.press(`${mod}+k`);
  await expect(page.getByRole('combobox', { name: 'Find anything' })).toBeFocused();
  await keyboard.type('brn');
  await expect(page.getByRole('option').first()).toContainText('Bruno');
  await keyboard.press('Enter');
  await expect(chat.message('Yes, from ten.')).toBeVisible();
  await keyboard.press(`${mod}+k`);
  await keyboard.type('shortcuts');
  await keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  // A new chat, which opens the one that there is.
  await keyboard.press('Alt+n');
  await expect(page.getByRole('dialog', { name: 'New chat' })).toBeVisible();
  await keyboard.type(ana.phoneNumber);
  await keyboard.press('Enter');
  await expect(chat.composer).toHaveValue('j k / ? are letters here');
});
