import type { Page } from '@playwright/test';
import type { Credentials } from '../server.ts';

export function createLoginPage(page: Page) {
  return {
    async signIn(credentials: Credentials): Promise<void> {
      await page.getByLabel('Email').fill(credentials.email);
      await page.getByRole('textbox', { name: 'Password' }).fill(credentials.password);
      await page.getByRole('button', { name: 'Sign in' }).click();
    },
  };
}
