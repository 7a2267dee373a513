import type { Conversation } from '@erp-whatsapp/shared/conversation';
import { type Kept, keep } from './keeping.ts';
import { refreshThread } from './messages.ts';
import { drain } from './outbox.ts';
import { conversationChanged, conversationMerged } from './slices/facts.ts';
import { resolveThread } from './slices/messages.ts';
import { toRows } from './slices/rows.ts';
import type { AppThunk, RootState } from './state.ts';

/** Takes in what is told of conversations, former names among them. */
export function takeConversations(told: readonly Conversation[]): AppThunk {
  return (dispatch) => {
    for (const { mergedInto, ...conversation } of told) {
      if (mergedInto === undefined) dispatch(conversationChanged(conversation));
      else void dispatch(takeMerge(conversation.id, mergedInto));
    }
  };
}

/** A conversation is another one by now: what is shown of it, written in it and waiting in it goes over. */
function takeMerge(id: string, mergedInto: string): AppThunk<Promise<void>> {
  return async (dispatch, getState) => {
    const to = resolveThread(getState().messages, mergedInto);
    // The answer to a send may have led its thread over before this was told; the list knows only what was told.
    if (id === to || getState().conversations.merged[id] === to) return;
    const unsent = listUnsent(getState(), id);
    dispatch(conversationMerged({ id, mergedInto: to }));
    // Under the former name alone, opening it under the new one reads it.
    if (getState().connection.rooms[to] !== undefined) void dispatch(refreshThread(to));
    // After a reload nobody would look for it under the former name.
    await Promise.all(unsent.map((kept) => dispatch(keep({ ...kept, threadKey: to }))));
    await dispatch(drain(to));
  };
}

/** What waits in a thread, or was refused. */
function listUnsent({ outbox, messages }: RootState, threadKey: string): Pick<Kept, 'entry' | 'error'>[] {
  const thread = messages.threads[threadKey];
  const rows = thread === undefined ? [] : toRows(thread);
  const refused = rows.flatMap(({ key, error }) => {
    const entry = outbox.refused[key];
    return entry === undefined ? [] : [{ entry, error }];
  });
  return [...refused, ...(outbox.queues[threadKey] ?? []).map((entry) => ({ entry }))];
}
