import type { Conversation } from '@erp-whatsapp/shared/conversation';
import { readKept } from './keeping.ts';
import {
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

const pageSize = 50;

/** Loads the newest conversations, or takes in what changed among them. */
export function loadConversations(): AppThunk<Promise<void>> {
  return async (dispatch, _getState, { command }) => {
    dispatch(listRequested());
    const answer = await command('get_conversations', { limit: pageSize });
    dispatch(answer.success ? listLoaded(answer) : listFailed());
    // What waits in a conversation is its newest message, which the server does not know of.
    void dispatch(readKept());
  };
}

/** Loads the next page of older conversations, if there is one. */
export function loadMoreConversations(): AppThunk<Promise<void>> {
  return async (dispatch, getState, { command }) => {
    const { nextCursor, isLoadingMore } = getState().conversations;
    if (nextCursor === null || isLoadingMore) return;
    dispatch(moreRequested());
    const answer = await command('get_conversations', { limit: pageSize, cursor: nextCursor });
    dispatch(answer.success ? moreLoaded(answer) : listFailed());
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
