/** So long after a key nothing is drawn but what it wrote, in milliseconds: two frames. */
const keyTime = 30;
/** Longer than this nothing waits, however fast somebody types, in milliseconds. */
const longestWait = 120;

/**
 * Runs what is added together, as the next frame is made: what comes close together is drawn once. A page that nobody sees
 * has no frames, and waits for none.
 */
export function createFrameQueue() {
  let works: (() => void)[] = [];
  let addedAt = 0;
  let keyAt = Number.NEGATIVE_INFINITY;
  let frame = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ending = new AbortController();
  const { signal } = ending;
  window.addEventListener('keydown', ({ timeStamp }) => (keyAt = timeStamp), { capture: true, passive: true, signal });
  document.addEventListener('visibilitychange', flush, { signal });

  return {
    add(work: () => void): void {
      works.push(work);
      if (works.length > 1) return;
      if (document.hidden) {
        queueMicrotask(flush);
        return;
      }
      addedAt = performance.now();
      frame = requestAnimationFrame(look);
      // A window that is covered by another one may get no frames either.
      timer = setTimeout(flush, longestWait);
    },

    /** Runs at once what waits. */
    flush,

    /** What waits is dropped. */
    close(): void {
      ending.abort();
      works = [];
      flush();
    },
  };

  function look(now: number): void {
    const isTyping = now - keyAt < keyTime && now - addedAt < longestWait;
    if (isTyping) frame = requestAnimationFrame(look);
    else flush();
  }

  function flush(): void {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    const due = works;
    works = [];
    for (const work of due) {
      try {
        work();
      } catch (error) {
        reportError(error);
      }
    }
  }
}

export type FrameQueue = ReturnType<typeof createFrameQueue>;
