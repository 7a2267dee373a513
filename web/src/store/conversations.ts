import type { Conversation } from '@erp-whatsapp/shared/conversation';
import { selectDefaultId } from './channels.ts';
import { readKept } from './keeping.ts';
import { loadPreferences } from './preferences.ts';
import {
  type KnownSeqs,
  listFailed,
  listLoaded,
  listRequested,
  moreLoaded,
  moreRequested,
  searchEnded,
  searchFailed,
  searchFound,
  searchStarted,
} from './slices/conversations.ts';
import type { AppThunk, RootState } from './state.ts';
import type { NewThread } from './threadKeys.ts';

const pageSize = 50;

/** Loads the list from its beginning: what it says counts, but for what is told while it is on its way. */
export function loadConversations(): AppThunk<Promise<void>> {
  return async (dispatch, getState, { command }) => {
    const known = listKnown(getState());
    dispatch(listRequested());
    // What is pinned stands on top from the first moment.
    const preferences = dispatch(loadPreferences());
    const answer = await command('get_conversations', { limit: pageSize, archived: false });
    await preferences;
    dispatch(answer.success ? listLoaded({ ...answer, known }) : listFailed());
    // What waits in a conversation is its newest message, which the server does not know of.
    void dispatch(readKept());
  };
}

/** All but what is on the screen by itself: what is open or pinned, and what a search found. */
function listKnown({ conversations, connection, preferences }: RootState): KnownSeqs {
  const found = conversations.search?.ids ?? [];
  const shown = new Set([...Object.keys(connection.rooms), ...found, ...preferences.pinned]);
  const others = Object.values(conversations.entities).filter(({ id }) => !shown.has(id));
  return Object.fromEntries(others.map(({ id, seq }) => [id, seq]));
}

/** Loads the next page of older conversations, if there is one. */
export function loadMoreConversations(): AppThunk<Promise<void>> {
  return async (dispatch, getState, { command }) => {
    const { nextCursor: cursor, isLoadingMore } = getState().conversations;
    if (cursor === null || isLoadingMore) return;
    dispatch(moreRequested());
    const answer = await command('get_conversations', { limit: pageSize, archived: false, cursor });
    dispatch(answer.success ? moreLoaded({ ...answer, cursor }) : listFailed());
  };
}

/** Searches all conversations by name and number, beyond those that are loaded. */
export function searchConversations(given: string): AppThunk<Promise<void>> {
  return async (dispatch, _getState, { command }) => {
    const text = given.trim();
    if (text === '') {
      dispatch(searchEnded());
      return;
    }
    dispatch(searchStarted(text));
    const answer = await command('get_conversations', { search: text, limit: pageSize });
    dispatch(answer.success ? searchFound({ text, data: answer.data }) : searchFailed(text));
  };
}

/** Whether a name or number contains what was typed; spaces and punctuation in numbers do not matter. */
export function isMatch(conversation: Conversation, text: string): boolean {
  const wanted = text.trim().toLocaleLowerCase();
  const digits = wanted.replace(/\D/g, '');
  const isNumber = digits.length > 0 && /^[+\d\s().-]+$/.test(wanted);
  return conversation.name.toLocaleLowerCase().includes(wanted) || (isNumber && conversation.mobileNo.includes(digits));
}

export function selectConversation(state: RootState, id: string): Conversation | undefined {
  return state.conversations.entities[id];
}

/** The conversation with a customer over one of our numbers: over the default one where none is named. */
export function selectConversationWith(state: RootState, { to, channelId }: NewThread): Conversation | undefined {
  const over = channelId ?? selectDefaultId(state);
  return Object.values(state.conversations.entities).find((one) => one.mobileNo === to && one.channelId === over);
}
