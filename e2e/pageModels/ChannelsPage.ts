import type { Locator, Page } from '@playwright/test';

/** The pages of the business's numbers, once an admin is signed in. */
export function createChannelsPage(page: Page) {
  const dialog = page.getByRole('dialog');
  return {
    dialog,
    /** How the number is that is open. */
    state: page.getByRole('region', { name: 'State' }),

    async open(): Promise<void> {
      await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Numbers' }).click();
      await page.getByRole('navigation', { name: 'Numbers' }).waitFor();
    },

    /** A number's row in the list. */
    row: (name: string): Locator =>
      page.getByRole('navigation', { name: 'Numbers' }).getByRole('link', { name: new RegExp(RegExp.escape(name)) }),

    /** Adds a number, which is then open. */
    async add(name: string): Promise<void> {
      await page.getByRole('button', { name: 'Add a number' }).click();
      await dialog.getByLabel('Name').fill(name);
      await dialog.getByRole('button', { name: 'Add and link' }).click();
      await page.getByRole('heading', { name, level: 1 }).waitFor();
    },

    /** @returns the code that is shown for this phone */
    async askForCode(phoneNumber: string): Promise<string> {
      await page.getByRole('button', { name: 'Can’t scan? Use a pairing code' }).click();
      await page.getByLabel('Number of the phone').fill(phoneNumber);
      await page.getByRole('button', { name: 'Get a code' }).click();
      const code = await page.getByText(/^[A-Z\d]{4}-[A-Z\d]{4}$/).textContent();
      return (code ?? '').replace('-', '');
    },
  };
}
