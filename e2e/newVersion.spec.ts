import type { Page } from '@playwright/test';
import { ana, business, expect, test } from './fixtures.ts';

// What it keeps would hide that a file is gone.
test.use({ serviceWorkers: 'block' });

const settingsFile = /\/assets\/Settings-[\w-]+\.js/;

/** As a deployment does it: this file of the page's version is not there any more. */
async function takeAway(page: Page, file: RegExp, times?: number): Promise<void> {
  await page.route(file, (route) => route.fulfill({ status: 404, body: 'Not found' }), {
    ...(times === undefined ? {} : { times }),
  });
}

test('a part that a deployment took away comes with the new version, and what was written stays', async ({
  linkedAdmin,
  page,
  simulator,
}) => {
  await simulator.write(ana.phoneNumber, business, 'Hello');
  await linkedAdmin.row('Ana').click();
  await linkedAdmin.composer.pressSequentially('Half a sent');
  await takeAway(page, settingsFile, 1);
  const reloaded = page.waitForEvent('load');
  await page.keyboard.press('ControlOrMeta+,');
  await reloaded;
  await expect(page.getByRole('heading', { name: 'Profile' })).toBeVisible();
  await page.getByRole('link', { name: 'Chats' }).click();
  await linkedAdmin.row('Ana').click();
  await expect(linkedAdmin.composer).toHaveValue('Half a sent');
});

test('a part that stays away is asked for twice, not for ever', async ({ linkedAdmin, page }) => {
  await expect(linkedAdmin.newChat).toBeVisible();
  let loads = 0;
  page.on('load', () => {
    loads += 1;
  });
  await takeAway(page, settingsFile);
  await page.keyboard.press('ControlOrMeta+,');
  await expect(page.getByText('This part could not be loaded')).toBeVisible();
  expect(loads).toBe(1);
  // The rest lives.
  await page.getByRole('link', { name: 'Chats' }).click();
  await expect(linkedAdmin.newChat).toBeVisible();
});

test('without a network a part that was never loaded says so', async ({ linkedAdmin, page }) => {
  await expect(linkedAdmin.newChat).toBeVisible();
  await page.context().setOffline(true);
  await page.keyboard.press('ControlOrMeta+,');
  await expect(page.getByText('This part is not loaded yet')).toBeVisible();
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Load it again' }).click();
  await expect(page.getByRole('heading', { name: 'Profile' })).toBeVisible();
});
