import type { Page } from '@playwright/test';

/** `null`: it was not there in that frame. */
type Sample = { top: number; bottom: number } | null;

/**
 * Notes, for every frame that is painted, where a message stands in its thread's window.
 * @param label ends the message's name
 */
export async function sample(page: Page, label: string): Promise<{ stop: () => Promise<Sample[]> }> {
  const running = await page.evaluateHandle((ending) => {
    const samples: Sample[] = [];
    let isOver = false;
    const painted = new MessageChannel();
    // What is asked for in a frame is run once that has been painted.
    painted.port1.onmessage = () => {
      const rows = [...document.querySelectorAll('ol [data-index]')];
      const found = rows.find((one) => one.getAttribute('aria-label')?.endsWith(ending));
      const window = found?.closest('ol')?.parentElement?.getBoundingClientRect();
      const row = found?.getBoundingClientRect();
      samples.push(row && window ? { top: row.top - window.top, bottom: row.bottom - window.bottom } : null);
    };
    requestAnimationFrame(function look() {
      painted.port2.postMessage(null);
      if (!isOver) requestAnimationFrame(look);
    });
    return {
      stop: () => {
        isOver = true;
        return samples;
      },
    };
  }, label);
  return { stop: () => running.evaluate((one) => one.stop()) };
}

/** How far something moved at most from where it stood at first. @throws when it was missing or was not looked at. */
export function findMovement(samples: Sample[], edge: 'top' | 'bottom' = 'top'): number {
  const places = samples.map((one) => {
    if (one === null) throw new Error('In a frame it was not there at all.');
    return one[edge];
  });
  const [first] = places;
  if (first === undefined || places.length < 5) throw new Error(`Only ${places.length} frames were looked at.`);
  return Math.max(...places.map((place) => Math.abs(place - first)));
}
