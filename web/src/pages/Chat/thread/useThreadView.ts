import { useVirtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { ThreadItem } from './layout.ts';
import { createMeasuring, type Measuring } from './measuring.ts';
import { findAnchors, type Seen, type Target, type ThreadVirtualizer, toOffset } from './places.ts';
import { withRow } from './range.ts';

/** Closer to the end than this counts as there, in pixels. */
const endThreshold = 24;

/** Above the first row and below the last, in pixels. */
const padding = { start: 12, end: 16 };

/** So many rows exist above and below those in view. */
const aroundView = 5;

export type ThreadView = {
  scroller: RefObject<HTMLDivElement | null>;
  virtualizer: ThreadVirtualizer;
  /** Each row's `ref`. */
  measure: Measuring['note'];
  /** Where an item stands in the list, by its key. */
  indexOf: ReadonlyMap<string, number>;
  /** At the thread's end, not only at that of what is loaded. */
  isAtEnd: boolean;
  /** Moves the view there at once, or as soon as what it names is loaded; `null` takes that back. */
  goTo: (target: Target | null) => void;
  /** To be called when the view was scrolled. */
  look: () => void;
};

type Parts = {
  items: readonly ThreadItem[];
  /** Whether the last item is the thread's last. */
  reachesEnd: boolean;
  opensAt: Target;
  /** A row that exists wherever the view is, since it has the focus. */
  heldKey: string | null;
  /** What the view fills. */
  area: RefObject<HTMLElement | null>;
};

type State = {
  /** Of the last time it was drawn. */
  items: readonly ThreadItem[];
  indexOf: ReadonlyMap<string, number>;
  reachesEnd: boolean;
  isAtEnd: boolean;
  virtualizer: ThreadVirtualizer | null;
  /** Where the view is to be, until that is so. */
  target: Target | null;
  /** The target at which it is, for as long as it is held there. */
  reached: Target | null;
  /** The row that stays where it is while others get their height. */
  anchor: string | null;
  frame: number;
};

/**
 * The window on a thread: which rows exist, and where it stands. Whatever happens above, in or below it, what a person
 * reads stays where it is: at the end the end, else the first message that is wholly in view.
 */
export function useThreadView({ items, reachesEnd, opensAt, heldKey, area }: Parts): ThreadView {
  const scroller = useRef<HTMLDivElement>(null);
  const indexOf = useMemo(() => new Map(items.map(({ key }, index) => [key, index])), [items]);
  const [isAtEnd, setIsAtEnd] = useState(opensAt.kind === 'end');
  const [state] = useState<State>(() => ({
    items,
    indexOf,
    reachesEnd,
    isAtEnd: opensAt.kind === 'end',
    virtualizer: null,
    target: opensAt,
    reached: null,
    anchor: null,
    frame: 0,
  }));
  // What is in view comes first; what is around it, with the next frame.
  const [isOpen, setIsOpen] = useState(false);
  useEffect(() => {
    let request = requestAnimationFrame(() => {
      request = requestAnimationFrame(() => setIsOpen(true));
    });
    return () => cancelAnimationFrame(request);
  }, []);
  const [measuring] = useState(() =>
    createMeasuring(
      () => state.virtualizer,
      (key) => state.indexOf.get(key),
    ),
  );
  // Where it stands already, the rows are drawn at once and not when the view has been measured.
  const [initialRect] = useState(() => ({
    width: area.current?.offsetWidth ?? 0,
    height: area.current?.offsetHeight ?? 0,
  }));
  const isChanged = state.items !== items;
  const seen = isChanged ? findSeen() : [];

  const heldIndex = heldKey === null ? undefined : indexOf.get(heldKey);
  const virtualizer = useVirtualizer<HTMLDivElement, HTMLLIElement>({
    count: items.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => items[index]?.key ?? index, [items]),
    estimateSize: (index) => estimateHeight(items[index]),
    initialRect,
    initialOffset: () => estimateOffset(items, opensAt, initialRect.height),
    measureElement: measuring.measureElement,
    rangeExtractor: useCallback((range) => withRow(range, heldIndex), [heldIndex]),
    anchorTo: 'end',
    scrollEndThreshold: endThreshold,
    overscan: isOpen ? aroundView : 0,
    paddingStart: padding.start,
    paddingEnd: padding.end,
    directDomUpdates: true,
    directDomUpdatesMode: 'position',
  });
  state.virtualizer = virtualizer;
  state.indexOf = indexOf;
  if (!isAppleTouch) virtualizer.shouldAdjustScrollPositionOnItemSizeChange = isAbove;
  if (isChanged) keepPlace();

  const look = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const left = element.scrollHeight - element.scrollTop - element.clientHeight;
    state.isAtEnd = state.reachesEnd && left <= endThreshold;
    setIsAtEnd(state.isAtEnd);
  }, [state]);

  useLayoutEffect(() => {
    if (state.items !== items) measuring.renumber();
    measuring.flush();
  });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const wasChanged = state.items !== items;
    const wasReaching = state.reachesEnd;
    state.items = items;
    state.reachesEnd = reachesEnd;
    if (state.target === null && wasChanged && state.anchor !== null) {
      const offset = virtualizer.scrollOffset ?? 0;
      if (Math.abs(element.scrollTop - offset) > 0.5) element.scrollTop = offset;
    }
    settle(element, wasChanged || state.reached === null);
    if (wasChanged || wasReaching !== reachesEnd) look();
  });

  // The composer grows, a keyboard opens: who read the end goes on reading the end.
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      if (state.isAtEnd) virtualizer.scrollToEnd();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [state, virtualizer]);

  useEffect(() => () => cancelAnimationFrame(state.frame), [state]);

  const latestSettle = useRef(settle);
  latestSettle.current = settle;
  const goTo = useCallback(
    (target: Target | null) => {
      state.target = target;
      const element = scroller.current;
      if (element !== null) latestSettle.current(element, false);
    },
    [state],
  );

  return { scroller, virtualizer, measure: measuring.note, indexOf, isAtEnd, goTo, look };

  /** What is in view before a change, as far as it can tell where the view has to be after it. */
  function findSeen(): Seen[] {
    const element = scroller.current;
    if (state.virtualizer === null || element === null) return [];
    return findAnchors(state.virtualizer, { items: state.items, element });
  }

  /** Called while rendering, so that the rows that are drawn now are those that will be in view. */
  function keepPlace(): void {
    if (state.target === null && state.isAtEnd && state.reachesEnd && reachesEnd) state.target = { kind: 'end' };
    const offset = findOffset(state.target, reachesEnd);
    if (offset !== null) {
      virtualizer.scrollOffset = offset;
      return;
    }
    const isSame = ({ item }: Seen) => items[indexOf.get(item.key) ?? -1] === item;
    const kept = seen.find(isSame) ?? seen.find(({ item }) => indexOf.has(item.key));
    if (kept === undefined) return;
    // Brings the measurements up to date.
    virtualizer.getTotalSize();
    const row = virtualizer.measurementsCache[indexOf.get(kept.item.key) ?? -1];
    if (row === undefined) return;
    // Where another author now stands before a row, that changes its upper part and leaves the lower edge.
    virtualizer.scrollOffset = Math.max(isSame(kept) ? row.start - kept.top : row.end - kept.bottom, 0);
    hold(kept.item.key);
  }

  /** Where the view has to be for a target. `null`: there is none, or it is not loaded yet. */
  function findOffset(target: Target | null, hasEnd: boolean): number | null {
    const { virtualizer: current, indexOf: places } = state;
    const element = scroller.current;
    if (target === null || current === null || element === null || (target.kind === 'end' && !hasEnd)) return null;
    const offset = toOffset(target, { virtualizer: current, indexOf: places, element });
    const most = current.getTotalSize() - element.clientHeight;
    return offset === null ? null : Math.max(Math.min(offset, most), 0);
  }

  /**
   * Puts the view where it is to be, and lets it stay there until the rows have their heights. `isDrawn`: the rows that
   * will be in view are drawn already; else the list draws them when it hears of the movement.
   */
  function settle(element: HTMLDivElement, isDrawn: boolean): void {
    const { target, virtualizer: current } = state;
    const offset = findOffset(target, state.reachesEnd);
    if (target === null || current === null || offset === null) return;
    if (target.kind === 'end') {
      current.scrollToEnd();
      hold(null, target);
      return;
    }
    current.cancelScroll();
    if (isDrawn) current.scrollOffset = offset;
    element.scrollTop = offset;
    hold(target.key, target);
  }

  /** For as long as it takes until rows that are new, or look different now, are measured. */
  function hold(key: string | null, reached: Target | null = null): void {
    state.anchor = key;
    // Once it is there it is not put there again and again, under somebody who scrolls on.
    if (reached !== null && reached === state.reached) return;
    state.reached = reached;
    cancelAnimationFrame(state.frame);
    state.frame = requestAnimationFrame(() => {
      state.frame = requestAnimationFrame(() => {
        state.anchor = null;
        state.reached = null;
        if (state.target === reached) state.target = null;
        look();
      });
    });
  }

  /** Whether a row that changes its height stands above what is to stay where it is. */
  function isAbove(row: { index: number; start: number; end: number }): boolean {
    const anchor = state.anchor === null ? undefined : state.indexOf.get(state.anchor);
    if (anchor !== undefined) return row.index < anchor;
    const top = state.virtualizer?.scrollOffset ?? 0;
    const fillsView = row.end >= top + (scroller.current?.clientHeight ?? 0);
    return row.start < top && !fillsView;
  }
}

/** iOS drops what is written to the position while a finger scrolls; the list's own rule waits for it. */
const isAppleTouch =
  /iP(ad|hone|od)/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);

/** A first guess, from which the rows that will be in view are drawn; their heights then say where they stand. */
function estimateOffset(items: readonly ThreadItem[], target: Target, height: number): number {
  let offset = padding.start;
  for (const item of items) {
    if (target.kind !== 'end' && item.key === target.key) break;
    offset += estimateHeight(item);
  }
  if (target.kind === 'end') offset += padding.end - height;
  else offset -= target.kind === 'top' ? target.top : height / 2;
  return Math.max(offset, 0);
}

function estimateHeight(item: ThreadItem | undefined): number {
  if (item?.kind !== 'message') return 44;
  const lines = Math.max(Math.ceil(item.length / (item.mediaHeight > 0 ? 42 : 65)), 1);
  return lines * 20 + item.mediaHeight + 14 + (item.isRunEnd ? 10 : 0);
}
