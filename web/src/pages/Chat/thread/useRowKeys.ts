import { type FocusEvent, type KeyboardEvent, useCallback, useLayoutEffect, useRef } from 'react';
import type { ThreadItem } from './layout.ts';
import { type Pane, usePane } from './pane.ts';
import type { ThreadView } from './useThreadView.ts';

/** So far from the edges of the view a row stands that was moved to. */
const inset = 8;

type Parts = {
  view: Pick<ThreadView, 'scroller' | 'virtualizer' | 'indexOf'>;
  items: readonly ThreadItem[];
  /** Goes to the thread's end, also where that is not loaded. */
  onEnd: () => Promise<void>;
};

/**
 * The messages are one tab stop, and the arrow keys move between them. The one that has the focus stays in the document
 * wherever the view is.
 */
export function useRowKeys({ view, items, onEnd }: Parts) {
  const pane = usePane();
  const { scroller, virtualizer, indexOf } = view;
  const focusNext = useRef<'active' | 'last' | null>(null);
  const latest = useRef({ items, indexOf });
  latest.current = { items, indexOf };

  useLayoutEffect(() => {
    if (focusNext.current === null) return;
    if (focusNext.current === 'last') activate(findMessage(items, { from: items.length - 1, step: -1 }));
    const key = pane.read().active;
    const row = key === null ? null : scroller.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    if (!row) return;
    focusNext.current = null;
    // Who goes from hit to hit in the search goes on there.
    if (document.activeElement?.closest('[data-keeps-focus]')) return;
    row.focus({ preventScroll: true });
  });

  const latestMove = useRef(move);
  latestMove.current = move;
  const moveTo = useCallback((index: number | undefined) => latestMove.current(index), []);

  return {
    /** For the list that holds the messages. */
    handlers: { onFocus, onBlur, onKeyDown },
    moveTo,
  };

  /** Gives a message the focus, and brings it into view where it is not. */
  function move(index: number | undefined): void {
    if (index === undefined) return;
    focusNext.current = 'active';
    reveal(index);
    activate(index);
  }

  function activate(index: number | undefined): void {
    const key = index === undefined ? undefined : latest.current.items[index]?.key;
    if (key !== undefined) pane.change({ active: key });
  }

  function reveal(index: number): void {
    const element = scroller.current;
    virtualizer.getTotalSize();
    const row = virtualizer.measurementsCache[index];
    if (element === null || row === undefined) return;
    const isFirst = index === findMessage(latest.current.items, { from: 0, step: 1 });
    const isLast = index === findMessage(latest.current.items, { from: latest.current.items.length - 1, step: -1 });
    if (row.start - inset < element.scrollTop) element.scrollTop = isFirst ? 0 : row.start - inset;
    else if (row.end + inset > element.scrollTop + element.clientHeight) {
      if (isLast) virtualizer.scrollToEnd();
      else element.scrollTop = row.end + inset - element.clientHeight;
    }
  }

  function onFocus({ target, currentTarget }: FocusEvent<HTMLElement>): void {
    if (target === currentTarget) {
      moveTo(findInView());
      return;
    }
    const key = target.closest('[data-key]')?.getAttribute('data-key') ?? null;
    if (key !== null && key !== pane.read().active) pane.change({ active: key });
  }

  /** A dialog or menu gives the focus back. */
  function onBlur({ relatedTarget, currentTarget }: FocusEvent<HTMLElement>): void {
    if (relatedTarget === null || currentTarget.contains(relatedTarget)) return;
    if (relatedTarget.closest('[role=dialog],[role=menu]') === null) forget(pane);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    const { target, currentTarget, key } = event;
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!(target instanceof HTMLElement) || !currentTarget.contains(target) || isField(target)) return;
    const now = latest.current.indexOf.get(pane.read().active ?? '');
    if (now === undefined) return;
    const to = findTarget(key, now);
    if (to === undefined) return;
    event.preventDefault();
    if (to === 'end') {
      void onEnd().then(() => {
        focusNext.current = 'last';
        activate(findMessage(latest.current.items, { from: latest.current.items.length - 1, step: -1 }));
      });
    } else moveTo(to ?? now);
  }

  /** `null`: there is none, and the focus stays. */
  function findTarget(key: string, now: number): number | 'end' | null | undefined {
    const { items: all } = latest.current;
    switch (key) {
      case 'ArrowUp':
        return findMessage(all, { from: now - 1, step: -1 }) ?? null;
      case 'ArrowDown':
        return findMessage(all, { from: now + 1, step: 1 }) ?? null;
      case 'Home':
        return findMessage(all, { from: 0, step: 1 }) ?? null;
      case 'End':
        return 'end';
      case 'PageUp':
        return findPage(now, -1);
      case 'PageDown':
        return findPage(now, 1);
      default:
        return undefined;
    }
  }

  /** The furthest message within a screen from one, and the next one at least. */
  function findPage(now: number, step: 1 | -1): number | null {
    const { items: all } = latest.current;
    const rows = virtualizer.measurementsCache;
    const start = rows[now]?.start ?? 0;
    const screen = scroller.current?.clientHeight ?? 0;
    let found = findMessage(all, { from: now + step, step }) ?? null;
    for (let next = found; next !== null && Math.abs((rows[next]?.start ?? 0) - start) < screen; ) {
      found = next;
      next = findMessage(all, { from: next + step, step }) ?? null;
    }
    return found;
  }

  /** The last message that is wholly in view. */
  function findInView(): number | undefined {
    const element = scroller.current;
    if (element === null) return undefined;
    const lower = element.scrollTop + element.clientHeight;
    const rows = virtualizer.getVirtualItems();
    const isMessage = (index: number) => latest.current.items[index]?.kind === 'message';
    const inView = rows.findLast(({ index, end }) => isMessage(index) && end <= lower + 1);
    return (inView ?? rows.find(({ index }) => isMessage(index)))?.index;
  }
}

function findMessage(items: readonly ThreadItem[], { from, step }: { from: number; step: 1 | -1 }): number | undefined {
  for (let index = from; index >= 0 && index < items.length; index += step) {
    if (items[index]?.kind === 'message') return index;
  }
  return undefined;
}

function forget(pane: Pane): void {
  if (pane.read().active !== null) pane.change({ active: null });
}

function isField(element: HTMLElement): boolean {
  return element.matches('input, textarea, select, [contenteditable]');
}
