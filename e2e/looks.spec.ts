import { ana, business, expect, test } from './fixtures.ts';

const looks = [
  { name: 'at phone width, dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
  { name: 'on a desk, dark', viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  { name: 'on a desk, light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
] as const;

for (const { name, ...look } of looks) {
  test.describe(name, () => {
    test.use(look);

    test('sign in, link, chat', async ({ page, linkedAdmin, simulator }, testInfo) => {
      const isPhone = look.viewport.width < 900;
      const shoot = async (step: string) => {
        await testInfo.attach(step, { body: await page.screenshot(), contentType: 'image/png' });
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(width, 'nothing scrolls sideways').toBeLessThanOrEqual(look.viewport.width);
      };
      await shoot('empty');
      const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
      const [red = 0] = /\d+/.exec(background) ?? [];
      expect(Number(red) > 128).toBe(look.colorScheme === 'light');

      await simulator.write(ana.phoneNumber, business, `A long address: https://example.com/${'path/'.repeat(60)}`);
      await expect(linkedAdmin.row('Ana')).toBeVisible();
      await shoot('list');
      await linkedAdmin.row('Ana').click();
      await expect(linkedAdmin.composer).toBeVisible();
      if (isPhone) await expect(linkedAdmin.row('Ana')).toBeHidden();
      await linkedAdmin.send('Thank you 👍');
      await expect(linkedAdmin.tick('Thank you 👍', 'Delivered')).toBeVisible();
      await shoot('thread');
      if (isPhone) {
        await page
          .getByRole('button', { name: 'Back to the list' })
          .or(page.getByRole('link', { name: 'Back to the list' }))
          .click();
        await expect(linkedAdmin.row('Ana')).toBeVisible();
      }
    });
  });
}
