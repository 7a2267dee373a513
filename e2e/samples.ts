import type { Locator } from '@playwright/test';

/** `null`: it was not there in that frame. */
type Sample = { top: number; bottom: number } | null;

/**
 * Notes, for every frame that is painted, where an element of a scrolled list stands in its window.
 * @param label ends the element's name
 */
export async function sample(list: Locator, label: string): Promise<{ stop: () => Promise<Sample[]> }> {
  const running = await list.evaluateHandle((element, ending) => {
    const samples: Sample[] = [];
    let isOver = false;
    const painted = new MessageChannel();
    const find = () => [...element.querySelectorAll('[data-index]')].find(isWanted);
    function isWanted(row: Element): boolean {
      return row.getAttribute('aria-label')?.endsWith(ending) ?? false;
    }
    // What is asked for in a frame is run once that has been painted.
    painted.port1.onmessage = () => {
      const window = element.parentElement?.getBoundingClientRect();
      const row = find()?.getBoundingClientRect();
      if (window) samples.push(row ? { top: row.top - window.top, bottom: row.bottom - window.bottom } : null);
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
