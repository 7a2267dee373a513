import { openThread } from './messages.ts';
import { joinConversation, leaveConversation } from './rooms.ts';
import { aheadNamed, aheadTaken, selectIsReachable } from './slices/connection.ts';
import type { AppThunk } from './state.ts';
import { drawUnreadLine } from './takePage.ts';

/**
 * Asks for what a conversation shows while its pane is still to be drawn. Its room is joined before, since what happens after
 * the answer has to be heard, and is held until the pane takes over or another conversation is asked for like this.
 */
export function openAhead(conversationId: string): AppThunk {
  return (dispatch, getState) => {
    const { connection, messages } = getState();
    const status = messages.threads[conversationId]?.status ?? 'unknown';
    if (status !== 'unknown' || !selectIsReachable(connection)) return;
    dispatch(release());
    dispatch(aheadNamed(conversationId));
    dispatch(joinConversation(conversationId));
    void dispatch(openThread(conversationId));
  };
}

/**
 * For the pane, once it holds the room itself.
 * @returns whether the conversation was asked for ahead, and is loaded or about to be
 */
export function takeAhead(conversationId: string): AppThunk<boolean> {
  return (dispatch, getState) => {
    if (getState().connection.ahead !== conversationId) {
      dispatch(release());
      return false;
    }
    dispatch(aheadTaken());
    const status = getState().messages.threads[conversationId]?.status;
    // Some of it may have been read since it was asked for.
    if (status === 'loaded') dispatch(drawUnreadLine(conversationId));
    return status === 'loading' || status === 'loaded';
  };
}

function release(): AppThunk {
  return (dispatch, getState) => {
    const { ahead } = getState().connection;
    if (ahead === null) return;
    dispatch(aheadNamed(null));
    dispatch(leaveConversation(ahead));
  };
}
