import type { Locator, Page } from '@playwright/test';

/** The settings, once somebody is signed in. */
export function createSettingsPage(page: Page) {
  const dialog = page.getByRole('dialog');
  const pick = async (name: string, action: string) => {
    await page.getByRole('button', { name: `Actions for ${name}` }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };
  return {
    dialog,

    /** By the account's menu, as people come. */
    async open(area: 'Profile' | 'Team' | 'API keys' | 'Workspace'): Promise<void> {
      await page.getByRole('button', { name: 'Account and appearance' }).click();
      await page.getByRole('menuitem', { name: 'Settings' }).click();
      await page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: area }).click();
      await page.getByRole('heading', { name: area, exact: true, level: 1 }).waitFor();
    },

    person: (name: string): Locator =>
      page.getByRole('list', { name: 'People' }).getByRole('listitem').filter({ hasText: name }),

    key: (name: string): Locator =>
      page.getByRole('list', { name: 'API keys' }).getByRole('listitem').filter({ hasText: name }),

    session: (device: string): Locator =>
      page.getByRole('list', { name: 'Where you are signed in' }).getByRole('listitem').filter({ hasText: device }),

    /** @returns the password that was made for them */
    async addPerson(person: { name: string; email: string }): Promise<string> {
      await page.getByRole('button', { name: 'Add person' }).first().click();
      await dialog.getByLabel('Name').fill(person.name);
      await dialog.getByLabel('Email').fill(person.email);
      await dialog.getByRole('button', { name: 'Add person' }).click();
      const password = await dialog.getByText(/^(?:\w{4}-){3}\w{4}$/).textContent();
      await dialog.getByRole('button', { name: 'Done' }).click();
      return password ?? '';
    },

    async deactivate(name: string): Promise<void> {
      await pick(name, 'Deactivate');
      await dialog.getByRole('button', { name: 'Deactivate' }).click();
    },

    async activate(name: string): Promise<void> {
      await pick(name, 'Activate');
    },

    async changePassword(change: { current: string; next: string }): Promise<void> {
      await page.getByRole('textbox', { name: 'Current password' }).fill(change.current);
      await page.getByRole('textbox', { name: 'New password' }).fill(change.next);
      await page.getByRole('button', { name: 'Change password' }).click();
    },

    /** @returns the key itself */
    async makeKey(name: string): Promise<string> {
      await page.getByRole('button', { name: 'Make a key' }).first().click();
      await dialog.getByLabel('Name').fill(name);
      await dialog.getByRole('button', { name: 'Make a key' }).click();
      const key = await dialog.getByText(/^wak_/).textContent();
      await dialog.getByRole('button', { name: 'Done' }).click();
      return key ?? '';
    },
  };
}
