import type { RefObject } from 'react';
import { useLocation } from 'wouter';
import { useShortcut } from '#hooks/useShortcut.ts';
import { useAppStore } from '#store/hooks.ts';
import { isUnread } from './filters.ts';

type ListKeys = {
  /** What the list shows, in its order. */
  ids: readonly string[];
  openId: string | null;
  /** What scrolls; each row in it has its place as `data-index`. */
  scroller: RefObject<HTMLElement | null>;
  /** Brings a row into view and gives it the focus. */
  focusRow: (index: number) => void;
};

/** The keys that lead through the conversations, wherever the focus is. */
export function useListKeys({ ids, openId, scroller, focusRow }: ListKeys): void {
  const [, navigate] = useLocation();
  const store = useAppStore();
  const openAt = (index: number) => {
    const id = ids[index];
    if (id !== undefined) navigate(`/chat/${id}`);
  };
  const findOpen = () => (openId === null ? -1 : ids.indexOf(openId));

  useShortcut('nextConversation', () => openAt(findOpen() + 1));
  useShortcut('previousConversation', () => openAt(findOpen() - 1));
  useShortcut('nextUnread', () => {
    const { entities } = store.getState().conversations;
    const from = findOpen() + 1;
    const inOrder = [...ids.slice(from), ...ids.slice(0, from)];
    const next = inOrder.find((id) => id !== openId && isUnread(entities[id]));
    if (next !== undefined) navigate(`/chat/${next}`);
  });

  const step = (by: 1 | -1) => {
    const focused = findFocused() ?? (openId === null ? null : findOpen());
    const index = focused === null || focused === -1 ? 0 : focused + by;
    if (index in ids) focusRow(index);
  };
  useShortcut('nextRow', () => step(1));
  useShortcut('previousRow', () => step(-1));

  /** Out of the conversation into the list, and from there the conversation is closed. */
  const goBack = () => {
    const list = scroller.current?.closest('section') ?? null;
    const isHidden = list === null || getComputedStyle(list).visibility === 'hidden';
    const isInList = list?.contains(document.activeElement) || document.activeElement === document.body;
    const row = findOpen();
    if (isHidden || isInList || row === -1) navigate('/chat');
    else focusRow(row);
  };
  useShortcut('back', openId === null ? null : goBack);

  function findFocused(): number | null {
    const row = scroller.current?.contains(document.activeElement)
      ? document.activeElement?.closest<HTMLElement>('[data-index]')
      : null;
    return row ? Number(row.dataset['index']) : null;
  }
}
