import { loadConnectionStatus } from './channels.ts';
import { loadConversations } from './conversations.ts';
import { loadNewest } from './messages.ts';
import { drainAll } from './outbox.ts';
import { rejoinConversations } from './rooms.ts';
import { threadsOutdated } from './slices/messages.ts';
import type { AppThunk } from './state.ts';

/**
 * Catches up when a socket is ready, the first as every later one: what happened meanwhile came to nobody. Rooms first,
 * so that nothing can fall between the page that is read and the events that follow it; what waits goes out at once.
 */
export function resync(): AppThunk<Promise<void>> {
  return async (dispatch, getState) => {
    dispatch(drainAll());
    const joined = dispatch(rejoinConversations());
    const open = Object.keys(getState().connection.rooms);
    dispatch(threadsOutdated(open));
    await Promise.all([dispatch(loadConnectionStatus()), dispatch(loadConversations()), joined]);
    await Promise.all(open.map((conversationId) => dispatch(loadNewest(conversationId))));
  };
}
