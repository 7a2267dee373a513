import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { Authenticated } from '@erp-whatsapp/shared/dialects/erp';
import { loadConnectionStatus } from './channels.ts';
import { loadConversations } from './conversations.ts';
import { takeConversations } from './merging.ts';
import { refreshThread } from './messages.ts';
import { drainAll } from './outbox.ts';
import { loadPreferences } from './preferences.ts';
import { rejoinConversations } from './rooms.ts';
import { changesTold } from './slices/facts.ts';
import { threadsOutdated } from './slices/messages.ts';
import type { AppThunk } from './state.ts';

const pageSize = 500;
/** After so many pages, reading what is on the screen anew is less than reading what happened. */
const mostPages = 10;

/**
 * Catches up when a socket is ready, the first as every later one: what happened meanwhile came to nobody. Rooms first,
 * so that nothing can fall between what is read and the events that follow it; what waits goes out at once.
 */
export function resync({ seq }: Pick<Authenticated, 'seq'>): AppThunk<Promise<void>> {
  return async (dispatch, getState, { cursor }) => {
    dispatch(drainAll());
    const joined = dispatch(rejoinConversations());
    const missedFrom = cursor.pause();
    const since = getState().conversations.status === 'loaded' ? missedFrom : null;
    const isCaughtUp = since === null ? Promise.resolve(false) : dispatch(readChanges(since));
    await Promise.all([dispatch(loadConnectionStatus()), joined]);
    // Changes tell nothing of what is each user's own.
    if (await isCaughtUp) await dispatch(loadPreferences());
    else await dispatch(readAnew(seq));
  };
}

/** Takes in what changed. @returns whether that was all, or is left to the next connection. */
export function readChanges(from: number): AppThunk<Promise<boolean>> {
  return async (dispatch, _getState, { command, cursor }) => {
    let since = from;
    for (let page = 0; page < mostPages; page += 1) {
      const answer = await command('sync', { since, limit: pageSize });
      if (!answer.success) return answer.code === 'NO_ANSWER';
      const { messages, conversations, seq, more } = answer.data;
      if (seq < since) return false;
      // Former names first: messages may bear them.
      dispatch(takeConversations(conversations.filter((conversation) => !isCurrent(conversation))));
      dispatch(changesTold({ messages, conversations: conversations.filter(isCurrent) }));
      cursor.moveTo(seq);
      if (!more) return true;
      since = seq;
    }
    return false;
  };
}

/**
 * Reads what is on the screen, and forgets the rest until somebody looks at it. `seq`: a change up to which what is read
 * has everything, where one is known before.
 */
export function readAnew(seq: number | null): AppThunk<Promise<void>> {
  return async (dispatch, getState, { cursor }) => {
    const open = Object.keys(getState().connection.rooms);
    dispatch(threadsOutdated(open));
    if (seq !== null) cursor.moveTo(seq);
    await dispatch(loadConversations());
    await Promise.all(open.map((conversationId) => dispatch(refreshThread(conversationId))));
  };
}

function isCurrent({ mergedInto }: Conversation): boolean {
  return mergedInto === undefined;
}
