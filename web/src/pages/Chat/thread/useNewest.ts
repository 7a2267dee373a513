import { useCallback, useEffect, useRef } from 'react';
import { selectConversation } from '#store/conversations.ts';
import { useAppDispatch, useAppSelector, useAppStore } from '#store/hooks.ts';
import { selectThread } from '#store/messages.ts';
import { unreadLineDrawn } from '#store/slices/messages.ts';
import type { Row } from '#store/slices/row.ts';
import { findStored, type Thread, toPosition } from '#store/slices/thread.ts';
import { drawUnreadLine } from '#store/takePage.ts';
import { type Target, toOffset } from './places.ts';
import { unreadInset } from './useKeptPlace.ts';
import type { ThreadView } from './useThreadView.ts';

type Parts = {
  threadKey: string;
  view: ThreadView;
  /** What was seen of the thread before. */
  opensAt: string;
  /** Told whenever the newest message was seen. */
  onSeen: (position: string) => void;
};

/** What is new below the view, and the ways there. */
export function useNewest({ threadKey, view, opensAt, onSeen }: Parts) {
  const dispatch = useAppDispatch();
  const store = useAppStore();
  const { isAtEnd, indexOf } = view;
  const seenUpTo = useRef(opensAt);
  const latest = useRef(view);
  latest.current = view;

  const count = useAppSelector((state) => {
    if (isAtEnd) return 0;
    const thread = selectThread(state, threadKey);
    // Of what is not loaded only the server's count is known.
    if (thread?.newer !== 'none') return selectConversation(state, threadKey)?.unreadCount ?? 0;
    return listNew(thread, seenUpTo.current).length;
  });

  useEffect(() => {
    const thread = selectThread(store.getState(), threadKey);
    const newest = thread === undefined ? undefined : findStored(thread, 'newest');
    if (isAtEnd && newest !== undefined && indexOf.has(newest.key)) seenUpTo.current = toPosition(newest);
    onSeen(seenUpTo.current);
  }, [store, threadKey, isAtEnd, indexOf, onSeen]);

  // Who reads above finds the line where the new ones begin, unless it stands above some that were not seen either.
  useEffect(() => {
    const thread = selectThread(store.getState(), threadKey);
    if (count === 0 || thread?.newer !== 'none') return;
    const news = listNew(thread, seenUpTo.current);
    const [first] = news;
    const hasLine = news.some(({ key }) => key === thread.unreadFrom);
    if (first !== undefined && !hasLine) dispatch(unreadLineDrawn({ conversationId: threadKey, from: first.key }));
  }, [dispatch, store, threadKey, count]);

  /** Moves the view to what is loaded, and lets the last of the way be seen. */
  const show = useCallback(async (target: Target): Promise<void> => {
    const element = latest.current.scroller.current;
    if (element === null) return;
    const { glide } = await import('./glide.ts');
    const isThere = await glide(element, () => {
      const { virtualizer, indexOf: places } = latest.current;
      const offset = toOffset(target, { virtualizer, indexOf: places, element }) ?? element.scrollTop;
      return Math.min(Math.max(offset, 0), element.scrollHeight - element.clientHeight);
    });
    if (isThere) latest.current.goTo(target);
  }, []);

  const goToEnd = useCallback(async (): Promise<void> => {
    const { showEnd } = await import('#store/jumping.ts');
    if (selectThread(store.getState(), threadKey)?.newer === 'none') await show({ kind: 'end' });
    else {
      latest.current.goTo({ kind: 'end' });
      if (!(await dispatch(showEnd(threadKey)))) latest.current.goTo(null);
    }
  }, [dispatch, store, threadKey, show]);

  /** To the unread line first, then to the end. */
  const goOn = useCallback(async (): Promise<void> => {
    const line = findLine();
    if (line !== null) {
      await show({ kind: 'top', key: line, top: unreadInset });
      return;
    }
    if (!(await showUnread())) await goToEnd();

    /** Where new messages begin, below the view. */
    function findLine(): string | null {
      const { virtualizer, indexOf: places, scroller } = latest.current;
      const thread = selectThread(store.getState(), threadKey);
      const element = scroller.current;
      if (element === null) return null;
      virtualizer.getTotalSize();
      const key = places.has('unread') ? 'unread' : listNew(thread, seenUpTo.current)[0]?.key;
      const start = virtualizer.measurementsCache[places.get(key ?? '') ?? -1]?.start;
      const isBelow = start !== undefined && start > element.scrollTop + element.clientHeight;
      return isBelow && key !== undefined ? key : null;
    }

    /** Where they begin in what is not loaded. @returns whether the view went there */
    async function showUnread(): Promise<boolean> {
      const state = store.getState();
      const thread = selectThread(state, threadKey);
      const { unreadCount = 0, readUpTo = null } = selectConversation(state, threadKey) ?? {};
      if (thread === undefined || thread.newer === 'none' || unreadCount === 0 || readUpTo === null) return false;
      if (thread.keyById[readUpTo] !== undefined) return false;
      const { jumpTo } = await import('#store/jumping.ts');
      if ((await dispatch(jumpTo(threadKey, readUpTo))) !== 'shown') return false;
      dispatch(drawUnreadLine(threadKey));
      latest.current.goTo({ kind: 'top', key: 'unread', top: unreadInset });
      return true;
    }
  }, [dispatch, store, threadKey, show, goToEnd]);

  const loadOn = useCallback(async (): Promise<void> => {
    const { loadNewer } = await import('#store/jumping.ts');
    await dispatch(loadNewer(threadKey));
  }, [dispatch, threadKey]);

  return { count, show, goToEnd, goOn, loadOn };
}

/** The customer's messages behind a place, oldest first. */
function listNew(thread: Thread | undefined, seenUpTo: string): Row[] {
  const found: Row[] = [];
  for (let index = (thread?.ids.length ?? 0) - 1; index >= 0; index -= 1) {
    const row = thread?.entities[thread.ids[index] ?? ''];
    if (row?.isStored !== true) continue;
    if (toPosition(row) <= seenUpTo) break;
    if (!row.isOutgoing) found.unshift(row);
  }
  return found;
}
