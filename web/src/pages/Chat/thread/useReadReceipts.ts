import type { Virtualizer } from '@tanstack/react-virtual';
import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { selectConversation } from '#store/conversations.ts';
import { useAppDispatch, useAppStore } from '#store/hooks.ts';
import { markRead, selectThread } from '#store/messages.ts';
import { selectWay } from '#store/slices/connection.ts';
import type { ThreadItem } from './layout.ts';

/** A message counts as read when it was in view this long, with the window visible and focused. */
const seenAfterMs = 1_000;
/** One receipt per this time at most. */
const betweenReceiptsMs = 500;

type Parts = {
  threadKey: string;
  items: readonly ThreadItem[];
  scroller: RefObject<HTMLDivElement | null>;
  virtualizer: Virtualizer<HTMLDivElement, HTMLLIElement>;
};

/** Tells the server what was read, only once it was seen. @returns what to call when the view moved. */
export function useReadReceipts({ threadKey, items, scroller, virtualizer }: Parts): () => void {
  const dispatch = useAppDispatch();
  const store = useAppStore();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef(items);
  const lastSent = useRef({ id: '', at: 0 });
  const lookAgain = useRef(() => {});
  latest.current = items;

  const findSeen = useCallback((): string | null => {
    const element = scroller.current;
    const state = store.getState();
    const unreadCount = selectConversation(state, threadKey)?.unreadCount ?? 0;
    if (element === null || unreadCount === 0 || !isWatched()) return null;
    const lowerEdge = element.scrollTop + element.clientHeight;
    const thread = selectThread(state, threadKey);
    const inView = virtualizer.getVirtualItems().findLast(({ index, end }) => {
      const item = latest.current[index];
      const isInView = end > element.scrollTop && end <= lowerEdge + 1;
      return item?.kind === 'message' && !item.isOutgoing && isInView;
    });
    const row = inView === undefined ? undefined : thread?.entities[String(inView.key)];
    // Far above the end stands what was read long ago.
    return row === undefined || row.status === 'read' || row.id === lastSent.current.id ? null : row.id;
  }, [scroller, store, threadKey, virtualizer]);

  const check = useCallback(() => {
    if (timer.current !== undefined || findSeen() === null) return;
    const sinceLast = Date.now() - lastSent.current.at;
    const delay = Math.max(seenAfterMs, betweenReceiptsMs - sinceLast);
    timer.current = setTimeout(() => {
      timer.current = undefined;
      const id = findSeen();
      if (id === null) return;
      lastSent.current = { id, at: Date.now() };
      void dispatch(markRead(threadKey, id)).then((isTaken) => {
        if (isTaken || lastSent.current.id !== id) return;
        lastSent.current = { id: '', at: Date.now() };
        // Where there is no socket, its return is a reason to look again; a server in trouble would give none.
        if (selectWay(store.getState().connection) === 'socket') lookAgain.current();
      });
    }, delay);
  }, [dispatch, findSeen, store, threadKey]);
  lookAgain.current = check;

  useEffect(() => {
    const stop = () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    };
    const watch = () => (isWatched() ? check() : stop());
    window.addEventListener('focus', watch);
    window.addEventListener('blur', stop);
    document.addEventListener('visibilitychange', watch);
    return () => {
      stop();
      window.removeEventListener('focus', watch);
      window.removeEventListener('blur', stop);
      document.removeEventListener('visibilitychange', watch);
    };
  }, [check]);

  // New messages and changed unread counts are looked at too, not only a moved view. What the store takes in is not in
  // view yet when it tells of it, and in a thread shorter than the window nothing moves when it comes into view.
  useEffect(() => store.subscribe(check), [check, store]);
  useEffect(check);

  return check;
}

function isWatched(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus();
}
