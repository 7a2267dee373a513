import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useAppDispatch, useAppStore } from '#store/hooks.ts';
import { selectThread } from '#store/messages.ts';
import { placeKept } from '#store/slices/places.ts';
import { findStored, type Thread, toPosition } from '#store/slices/thread.ts';
import type { ThreadItem } from './layout.ts';
import { findAnchors, type Target } from './places.ts';
import type { ThreadView } from './useThreadView.ts';

/** The unread line stands this far under the header when a conversation opens. */
export const unreadInset = 10;

/** Where a thread opens, and the place of the newest message that is not new there. */
export type Opening = { opensAt: Target; seenUpTo: string };

type Parts = { threadKey: string; items: readonly ThreadItem[]; wantedKey: string | null };

/** A thread opens at the message that is wanted, where somebody left it, at the unread line, or at the end. */
export function useOpening({ threadKey, items, wantedKey }: Parts): Opening {
  const store = useAppStore();
  const [opening] = useState((): Opening => {
    const state = store.getState();
    const thread = selectThread(state, threadKey);
    const seenUpTo = thread === undefined ? '' : findSeen(thread);
    const has = (key: string) => items.some((item) => item.key === key);
    if (wantedKey !== null && has(wantedKey)) return { opensAt: { kind: 'middle', key: wantedKey }, seenUpTo };
    const kept = state.places[threadKey];
    if (kept !== undefined && has(kept.key)) {
      return { opensAt: { kind: 'top', key: kept.key, top: kept.top }, seenUpTo: kept.seenUpTo };
    }
    return { opensAt: has('unread') ? { kind: 'top', key: 'unread', top: unreadInset } : { kind: 'end' }, seenUpTo };
  });
  return opening;
}

/** The place of the last message before the unread line, else of the newest one. */
function findSeen(thread: Thread): string {
  const line = thread.unreadFrom === null ? -1 : thread.ids.indexOf(thread.unreadFrom);
  const seen = line === -1 ? findStored(thread, 'newest') : thread.entities[thread.ids[line - 1] ?? ''];
  return seen === undefined ? '' : toPosition(seen);
}

/** Remembers where somebody reads, for when they come back. */
export function useKeptPlace(
  threadKey: string,
  view: ThreadView,
  items: readonly ThreadItem[],
): (seenUpTo: string) => void {
  const dispatch = useAppDispatch();
  const store = useAppStore();
  const seenUpTo = useRef('');
  const latest = useRef({ threadKey, view, items });
  latest.current = { threadKey, view, items };
  const [keep] = useState(() => () => {
    const { threadKey: key, view: now, items: shown } = latest.current;
    const element = now.scroller.current;
    if (element === null) return;
    const [seen] = findAnchors(now.virtualizer, { items: shown, element });
    if (seen === undefined) return;
    const place = now.isAtEnd ? null : { key: seen.item.key, top: seen.top, seenUpTo: seenUpTo.current };
    if (place !== null || store.getState().places[key] !== undefined) dispatch(placeKept({ threadKey: key, place }));
  });

  const { isScrolling } = view.virtualizer;
  useEffect(() => {
    if (!isScrolling) keep();
  }, [isScrolling, keep]);
  useLayoutEffect(() => keep, [keep]);

  const [tell] = useState(() => (position: string) => {
    seenUpTo.current = position;
  });
  return tell;
}
