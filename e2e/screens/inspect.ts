import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { findLayoutFaults } from './layoutFaults.ts';

/** Keeps a picture of what is shown, and looks for what somebody could not read, reach or see whole. */
export async function inspect(page: Page, picture: string): Promise<void> {
  await waitForRest(page);
  await page.screenshot({ path: picture });
  expect.soft(await page.evaluate(findLayoutFaults), picture).toEqual([]);
  // A menu lies over the page and has the focus in it, as a dialog does, of which alone axe knows that it needs no landmark.
  const hasMenu = await page.getByRole('menu').isVisible();
  // Everything is one page of one origin: axe needs no window of its own to add up what frames say.
  const axe = new AxeBuilder({ page })
    .options({ resultTypes: ['violations'] })
    .setLegacyMode()
    .disableRules(hasMenu ? ['region'] : []);
  const { violations } = await axe.analyze();
  const found = violations.map(
    ({ id, nodes }) =>
      `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`).join(', ')}`,
  );
  expect.soft(found, picture).toEqual([]);
}

/** Until nothing moves any more. */
async function waitForRest(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document.getAnimations().every(({ playState, effect }) => {
      const isEndless = effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY;
      return playState !== 'running' || isEndless;
    }),
  );
}
