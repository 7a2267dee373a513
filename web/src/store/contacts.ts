import { contactsLoaded } from './slices/contacts.ts';
import { errorTold, fetchEnded, fetchStarted, threadChosen } from './slices/latest.ts';
import { pageLoaded } from './slices/messages.ts';
import type { PageStart } from './slices/threadPages.ts';
import type { AppThunk } from './state.ts';

const mostContacts = 100;

/** What the hook's `fetchContacts` does. */
export function fetchContacts(): AppThunk<Promise<void>> {
  return async (dispatch, _getState, { command }) => {
    dispatch(fetchStarted());
    const answer = await command('get_contacts', { limit: mostContacts });
    dispatch(answer.success ? contactsLoaded(answer.data) : errorTold(answer.error));
    dispatch(fetchEnded());
  };
}

export type Between = { fromNumber: string; toNumber: string; limit?: number | undefined; offset?: number | undefined };

/** What the hook's `fetchMessagesBetween` does: the thread of two numbers is the one that the hook shows from now on. */
export function fetchMessagesBetween(between: Between): AppThunk<Promise<void>> {
  return async (dispatch, _getState, { command }) => {
    dispatch(fetchStarted());
    const answer = await command('get_messages_between', between);
    dispatch(fetchEnded());
    if (!answer.success) {
      dispatch(errorTold(answer.error));
      return;
    }
    const { conversationId, messages, hasOlder, hasNewer } = answer.data;
    dispatch(threadChosen(conversationId));
    if (conversationId === null) return;
    const from: PageStart = between.offset ? { kind: 'before', id: null } : { kind: 'end', isWanted: true };
    dispatch(pageLoaded({ conversationId, messages, from, hasOlder, hasNewer }));
  };
}
