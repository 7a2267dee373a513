import { aroundFailed, aroundRequested, newerFailed, newerRequested, newestRequested } from './slices/messages.ts';
import { findStored, type Thread } from './slices/thread.ts';
import type { AppThunk, RootState } from './state.ts';
import { pageSize, takePage } from './takePage.ts';

export type JumpOutcome = 'shown' | 'missing' | 'failed';

/** Brings a message into what is loaded of its thread, with what stands around it. `missing`: there is none in this thread. */
export function jumpTo(conversationId: string, messageId: string): AppThunk<Promise<JumpOutcome>> {
  return async (dispatch, getState) => {
    const thread = getState().messages.threads[conversationId];
    const isSure = thread?.status === 'loaded' && thread.completeUpTo === null;
    if (isSure && thread.keyById[messageId] !== undefined) return 'shown';
    return dispatch(readAround(conversationId, { messageId, limit: pageSize }));
  };
}

/** Reads anew what stands around the place where somebody reads or read in a thread. */
export function refreshAround(conversationId: string): AppThunk<Promise<void>> {
  return async (dispatch, getState) => {
    const messageId = findPlace(getState(), conversationId);
    if (messageId !== null) await dispatch(readAround(conversationId, { messageId, limit: 2 * pageSize }));
  };
}

/** Loads the page after the newest message that is known, where the thread goes on behind it. */
export function loadNewer(conversationId: string): AppThunk<Promise<void>> {
  return async (dispatch, getState, { command }) => {
    const thread = getState().messages.threads[conversationId];
    if (thread?.status !== 'loaded' || thread.newer === 'none' || thread.newer === 'loading') return;
    const newest = findStored(thread, 'newest');
    if (newest === undefined) return;
    dispatch(newerRequested(conversationId));
    const answer = await command('get_messages_between', { conversationId, limit: pageSize, after: newest.id });
    if (answer.success) dispatch(takePage(conversationId, answer.data, { kind: 'after', id: newest.id }));
    else dispatch(newerFailed(conversationId));
  };
}

/** Goes to a thread's end, however far that is. @returns whether it is loaded. */
export function showEnd(conversationId: string): AppThunk<Promise<boolean>> {
  return async (dispatch, getState, { command }) => {
    if (getState().messages.threads[conversationId]?.newer === 'none') return true;
    dispatch(newestRequested(conversationId));
    const answer = await command('get_messages_between', { conversationId, limit: pageSize });
    if (answer.success) dispatch(takePage(conversationId, answer.data, { kind: 'end', isWanted: true }));
    return answer.success;
  };
}

function readAround(
  conversationId: string,
  { messageId, limit }: { messageId: string; limit: number },
): AppThunk<Promise<JumpOutcome>> {
  return async (dispatch, getState, { command }) => {
    dispatch(aroundRequested({ conversationId, messageId }));
    const answer = await command('get_messages_between', { conversationId, limit, around: messageId });
    if (!answer.success) {
      dispatch(aroundFailed({ conversationId, messageId }));
      return answer.code === 'NOT_FOUND' ? 'missing' : 'failed';
    }
    dispatch(takePage(conversationId, answer.data, { kind: 'around', id: messageId }));
    const thread = getState().messages.threads[answer.data.conversationId ?? conversationId];
    // Meanwhile something else was wanted.
    return thread?.keyById[messageId] === undefined ? 'failed' : 'shown';
  };
}

/** The message at which somebody left off, else one in the middle. */
function findPlace({ messages, places }: RootState, conversationId: string): string | null {
  const thread: Thread | undefined = messages.threads[conversationId];
  if (thread === undefined) return null;
  const stored = thread.ids.flatMap((key) => (thread.entities[key]?.isStored ? thread.entities[key] : []));
  const kept = stored.find(({ key }) => key === places[conversationId]?.key);
  return (kept ?? stored[Math.floor(stored.length / 2)])?.id ?? null;
}
