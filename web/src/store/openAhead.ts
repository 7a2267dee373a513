import { openThread } from './messages.ts';
import { joinConversation, leaveConversation } from './rooms.ts';
import { selectIsReachable } from './slices/connection.ts';
import type { AppThunk, RootState } from './state.ts';

/** Longer than it takes to open what is asked for ahead, in milliseconds. */
const heldMs = 5_000;

/**
 * Asks for what a conversation shows while its pane is still to be drawn. Its room is joined for a while, since what happens
 * after the answer has to be heard; it is left again unless somebody opened the conversation meanwhile.
 */
export function openAhead(conversationId: string): AppThunk {
  return (dispatch, getState) => {
    const { connection, messages } = getState();
    const status = messages.threads[conversationId]?.status ?? 'unknown';
    if (status !== 'unknown' || !selectIsReachable(connection)) return;
    dispatch(joinConversation(conversationId));
    void dispatch(openThread(conversationId));
    setTimeout(() => dispatch(leaveConversation(conversationId)), heldMs);
  };
}

/** Whether a conversation that is just being opened is listened to already, and loaded or about to be. */
export function selectIsAhead({ connection, messages }: RootState, conversationId: string): boolean {
  const status = messages.threads[conversationId]?.status;
  return (connection.rooms[conversationId] ?? 0) > 1 && (status === 'loading' || status === 'loaded');
}
