import { showWaiting } from '#lib/tabTitle.ts';
import type { AppStore } from '#store/makeStore.ts';
import { selectWay } from '#store/slices/connection.ts';
import { askWaiting, isWaiting } from '#store/waiting.ts';
import { countWaiting } from './countWaiting.ts';

/** Keeps the number in the tab's title true until the returned function is called. */
export function followWaiting(store: AppStore): () => void {
  const listKnown = (): [string, boolean][] => {
    const state = store.getState();
    return Object.values(state.conversations.entities).map((one) => [one.id, isWaiting(state, one)]);
  };
  const waiting = countWaiting({
    ask: () => store.dispatch(askWaiting()),
    listKnown,
    onCount: showWaiting,
  });
  const hear = ({ detail }: WindowEventMap['whatsapp:conversation_updated']) => {
    if (detail.mergedInto !== undefined) waiting.askAgain();
    else waiting.told(detail.id, isWaiting(store.getState(), detail));
  };
  window.addEventListener('whatsapp:conversation_updated', hear);

  let before = store.getState();
  const leave = store.subscribe(() => {
    const state = store.getState();
    const isListed =
      state.conversations.nextCursor !== before.conversations.nextCursor ||
      state.conversations.status !== before.conversations.status;
    const way = selectWay(state.connection);
    const isBack = way !== 'none' && way !== selectWay(before.connection);
    // Without a socket nobody tells what happens to each; what was read shows that something did.
    const isRead = way === 'http' && state.conversations.entities !== before.conversations.entities;
    const isSorted = state.preferences !== before.preferences;
    before = state;
    if (isListed) waiting.learn();
    if (isSorted) for (const [id, waits] of listKnown()) waiting.told(id, waits);
    if (isBack || isRead || isSorted) waiting.askAgain();
  });

  return () => {
    waiting.stop();
    leave();
    window.removeEventListener('whatsapp:conversation_updated', hear);
    showWaiting(0);
  };
}
