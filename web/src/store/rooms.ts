import { roomUnwanted, roomWanted } from './slices/connection.ts';
import { threadLeft } from './slices/messages.ts';
import type { AppThunk } from './state.ts';

/** Joins a conversation's room, now and after every reconnect, until it was left as often as it was joined. */
export function joinConversation(conversationId: string): AppThunk {
  return (dispatch, getState, { command }) => {
    const isFirst = getState().connection.rooms[conversationId] === undefined;
    dispatch(roomWanted(conversationId));
    if (isFirst) void command('join_conversation', { conversationId });
  };
}

export function leaveConversation(conversationId: string): AppThunk {
  return (dispatch, getState, { command }) => {
    if (getState().connection.rooms[conversationId] === undefined) return;
    dispatch(roomUnwanted(conversationId));
    if (getState().connection.rooms[conversationId] === undefined) {
      dispatch(threadLeft(conversationId));
      void command('leave_conversation', { conversationId });
    }
  };
}

/** A new socket is in no room. */
export function rejoinConversations(): AppThunk<Promise<void>> {
  return async (_dispatch, getState, { command }) => {
    const wanted = Object.keys(getState().connection.rooms);
    await Promise.all(wanted.map((conversationId) => command('join_conversation', { conversationId })));
  };
}
