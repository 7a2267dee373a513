import { ana, business, expect, test } from './fixtures.ts';

const looks = [
  { name: 'at phone width, dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
  { name: 'on a desk, dark', viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  { name: 'on a desk, light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  // What a desk of 1440 by 900 has left at 200 % zoom.
  { name: 'at 200 % zoom', viewport: { width: 720, height: 450 }, colorScheme: 'light', deviceScaleFactor: 2 },
  {
    name: 'with less movement',
    viewport: { width: 320, height: 720 },
    colorScheme: 'dark',
    contextOptions: { reducedMotion: 'reduce' },
  },
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
        if ('contextOptions' in look) expect(await page.evaluate(findMovements), 'nothing moves').toEqual([]);
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

/** This runs in the page. What moves, or takes longer than a blink to change, although less movement is asked for. */
function findMovements(): string[] {
  return document.getAnimations().flatMap(({ effect }) => {
    const { duration, iterations } = effect?.getComputedTiming() ?? {};
    const isShort = typeof duration === 'number' && duration <= 1 && iterations === 1;
    return isShort ? [] : [`${duration} ms, ${iterations} times`];
  });
}
