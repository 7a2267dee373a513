/** Further away a view jumps first. */
const mostPixels = 1_500;
const lastsMs = 200;

/**
 * Moves a scrolled element to a position that may change on the way, since rows get their height as they come into view.
 * @returns whether it came there; a person who scrolls meanwhile goes on from where they are
 */
export async function glide(element: HTMLElement, findTop: () => number): Promise<boolean> {
  if (window.matchMedia('(prefers-reduced-motion: reduce)').matches) return true;
  const way = findTop() - element.scrollTop;
  if (Math.abs(way) > mostPixels) element.scrollTop += way - Math.sign(way) * mostPixels;
  const stopping = new AbortController();
  for (const sign of ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const) {
    element.addEventListener(sign, () => stopping.abort(), { passive: true, signal: stopping.signal });
  }
  const startedAt = performance.now();
  let done = 0;
  while (done < 1 && !stopping.signal.aborted) {
    const now = await nextFrame();
    const eased = 1 - (1 - Math.min(Math.max((now - startedAt) / lastsMs, 0), 1)) ** 3;
    // Of the way that is left, so that what moved it meanwhile is taken in.
    const share = eased >= 1 ? 1 : (eased - done) / (1 - done);
    if (!stopping.signal.aborted) element.scrollTop += (findTop() - element.scrollTop) * share;
    done = eased;
  }
  const isThere = !stopping.signal.aborted;
  stopping.abort();
  return isThere;
}

function nextFrame(): Promise<number> {
  return new Promise((resolve) => {
    requestAnimationFrame(resolve);
  });
}
