import type { CDPSession, Page } from '@playwright/test';
import { thread } from './consolePage.ts';
import { watchCover, watchFrames } from './inPage.ts';

/** As fast as a wheel is turned that looks for something, in pixels a second. */
const speed = 2_000;

export type Scrolling = {
  /** Between one frame's beginning and the next one's, in milliseconds. */
  intervals: number[];
  /** Frames with a place in view where no row stands, and how many were looked at. */
  blank: number;
  frames: number;
};

/**
 * Turns the wheel over the open thread towards its beginning, twice: once to time frames, once to look at them, since looking
 * takes time itself.
 * @param slowed how many times slower the page's processor is than it is
 */
export async function measureScrolling(page: Page, seconds: number, slowed: number): Promise<Scrolling> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slowed });
  const frames = await page.evaluateHandle(watchFrames);
  await turnWheel(page, session, seconds);
  const times = await frames.evaluate((watch) => watch.stop());
  const cover = await page.locator(thread).evaluateHandle(watchCover);
  await turnWheel(page, session, seconds);
  const seen = await cover.evaluate((watch) => watch.stop());
  await session.detach();
  if (seen.moved < (speed * seconds) / 4) throw new Error(`The thread moved by ${Math.round(seen.moved)} px only.`);
  return {
    intervals: times.slice(1).map((time, index) => time - (times[index] ?? 0)),
    blank: seen.blank,
    frames: seen.frames,
  };
}

async function turnWheel(page: Page, session: CDPSession, seconds: number): Promise<void> {
  const view = await page.locator(thread).locator('..').boundingBox();
  if (view === null) throw new Error('No thread is open.');
  await session.send('Input.synthesizeScrollGesture', {
    x: view.x + view.width / 2,
    y: view.y + view.height / 2,
    yDistance: speed * seconds,
    speed,
    gestureSourceType: 'mouse',
  });
}
