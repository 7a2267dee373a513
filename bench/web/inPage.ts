// These run in the page: each has to hold all that it needs.

/** @returns from the next click to the end of the frame that shows a thread's rows, in milliseconds */
export function timeOpening(rows: string): Promise<number> {
  return new Promise((resolve) => {
    const wait = ({ timeStamp }: MouseEvent): void => {
      const look = (): void => {
        if (document.querySelector(rows) === null) {
          requestAnimationFrame(look);
          return;
        }
        // A message that is posted while a frame is made is handed out when it is painted.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now() - timeStamp);
        port2.postMessage(null);
      };
      requestAnimationFrame(look);
    };
    window.addEventListener('click', wait, { once: true, capture: true });
  });
}

/** Notes when each frame begins, until it is stopped. */
export function watchFrames(): { stop: () => number[] } {
  const times: number[] = [];
  let request = requestAnimationFrame(function note(time) {
    times.push(time);
    request = requestAnimationFrame(note);
  });
  return {
    stop() {
      cancelAnimationFrame(request);
      return times;
    },
  };
}

/** Looks after each frame whether rows stand all over a list's view, until it is stopped. */
export function watchCover(list: Element): { stop: () => { frames: number; blank: number; moved: number } } {
  const view = list.parentElement ?? list;
  const { left, top, width, height } = view.getBoundingClientRect();
  // Clear of the padding at either end of a list.
  const heights = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9].map((share) => top + share * height);
  const hasRow = (y: number): boolean =>
    document.elementsFromPoint(left + width / 4, y).some((element) => element.closest('[data-index]') !== null);
  const counts = { frames: 0, blank: 0, moved: 0 };
  let last = view.scrollTop;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    counts.frames += 1;
    counts.moved += Math.abs(view.scrollTop - last);
    last = view.scrollTop;
    if (!heights.every(hasRow)) counts.blank += 1;
  };
  let request = requestAnimationFrame(function ask() {
    port2.postMessage(null);
    request = requestAnimationFrame(ask);
  });
  return {
    stop() {
      cancelAnimationFrame(request);
      port1.close();
      return counts;
    },
  };
}

/** Counts events of the server that the console tells its window of, until it is stopped. */
export function watchEvents(name: string): { stop: () => number } {
  const ending = new AbortController();
  let count = 0;
  window.addEventListener(
    name,
    () => {
      count += 1;
    },
    { signal: ending.signal },
  );
  return {
    stop() {
      ending.abort();
      return count;
    },
  };
}

/**
 * Has React mark each row of a list in which it drew a component, as its developer tools find them: by its hook, which also
 * the build for production calls, and the sign that a component's function was run. To be there before React is.
 */
export function markDrawnRows(rows: string): void {
  type Fiber = {
    tag: number;
    flags: number;
    child: Fiber | null;
    sibling: Fiber | null;
    return: Fiber | null;
    alternate: Fiber | null;
    stateNode: unknown;
  };
  const components = new Set([0, 1, 11, 14, 15]);
  const performedWork = 1;

  const findElement = (from: Fiber, next: 'child' | 'return'): Element | null => {
    for (let fiber: Fiber | null = from; fiber !== null; fiber = fiber[next]) {
      if (fiber.stateNode instanceof Element) return fiber.stateNode;
    }
    return null;
  };
  const mark = (fiber: Fiber): void => {
    performance.mark('component drawn');
    const inside = findElement(fiber, 'return')?.closest(rows);
    const own = findElement(fiber, 'child');
    const row = inside ?? (own?.matches(rows) ? own : null);
    const list = row?.parentElement?.getAttribute('aria-label');
    if (row) performance.mark('row drawn', { detail: `${list} ${toPlace(row)}` });
  };
  const toPlace = (row: Element): string => row.getAttribute('data-index') ?? row.getAttribute('aria-posinset') ?? '';
  const visit = (fiber: Fiber, before: Fiber | null): void => {
    const wasDrawn = before === null || (fiber.flags & performedWork) !== 0;
    if (components.has(fiber.tag) && wasDrawn) mark(fiber);
    if (before !== null && fiber.child === before.child) return;
    for (let child = fiber.child; child !== null; child = child.sibling) visit(child, child.alternate);
  };
  const hook = {
    supportsFiber: true,
    renderers: new Map(),
    inject: () => 1,
    onCommitFiberRoot: (_id: number, { current }: { current: Fiber }) => visit(current, current.alternate),
    onCommitFiberUnmount: () => undefined,
    onPostCommitFiberRoot: () => undefined,
    checkDCE: () => undefined,
  };
  Object.defineProperty(window, '__REACT_DEVTOOLS_GLOBAL_HOOK__', { value: hook });
}

/** What React drew since it was last asked. */
export function takeDrawn(): { rows: string[]; components: number } {
  const rows = performance.getEntriesByName('row drawn').map((entry) => {
    const detail: unknown = entry instanceof PerformanceMark ? entry.detail : null;
    return String(detail);
  });
  const components = performance.getEntriesByName('component drawn').length;
  performance.clearMarks();
  return { rows, components };
}
