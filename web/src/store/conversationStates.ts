import { explainRefusal } from '#lib/api/explain.ts';
import { type Flags, flagsSettled, flagsWanted } from './slices/conversations.ts';
import { conversationChanged } from './slices/facts.ts';
import { preferencesTold } from './slices/preferences.ts';
import type { AppThunk, RootState } from './state.ts';

export type StateChange = { archived?: boolean; unread?: boolean; pinned?: boolean; muted?: boolean };

/** `refusal`: why it was refused, in a sentence; `null` where nobody answered. */
export type Changed = { isDone: true; refusal?: never } | { isDone: false; refusal: string | null };

/** Changes a conversation at once, and back where that is not done. */
export function changeConversation(id: string, change: StateChange): AppThunk<Promise<Changed>> {
  return async (dispatch, getState, { command }) => {
    const before = getState();
    const undo = toFlagsBefore(before, id, change);
    dispatch(flagsWanted({ id, flags: toFlags(change) }));
    dispatch(preferencesTold(withChange(before, id, change)));
    const answer = await command('update_conversation', { conversationId: id, ...change });
    if (answer.success) {
      dispatch(flagsSettled({ id, flags: {} }));
      dispatch(conversationChanged(answer.conversation));
      if (answer.preferences) dispatch(preferencesTold(answer.preferences));
      return { isDone: true };
    }
    dispatch(flagsSettled({ id, flags: undo }));
    dispatch(preferencesTold(withChange(getState(), id, toOwnBefore(before, id, change))));
    return { isDone: false, refusal: answer.code === 'NO_ANSWER' ? null : explainRefusal(answer) };
  };
}

function toFlags({ archived, unread }: StateChange): Flags {
  return {
    ...(archived === undefined ? {} : { archived }),
    ...(unread === undefined ? {} : { isMarkedUnread: unread }),
    // To be unread no more is to be read.
    ...(unread === false ? { unreadCount: 0 } : {}),
  };
}

function toFlagsBefore({ conversations }: RootState, id: string, change: StateChange): Flags {
  const known = conversations.entities[id];
  if (known === undefined) return {};
  const { archived, isMarkedUnread, unreadCount } = known;
  return {
    ...(change.archived === undefined ? {} : { archived }),
    ...(change.unread === undefined ? {} : { isMarkedUnread, unreadCount }),
  };
}

function toOwnBefore({ preferences }: RootState, id: string, change: StateChange): StateChange {
  return {
    ...(change.pinned === undefined ? {} : { pinned: preferences.pinned.includes(id) }),
    ...(change.muted === undefined ? {} : { muted: preferences.muted[id] === true }),
  };
}

function withChange({ preferences }: RootState, id: string, { pinned, muted }: StateChange) {
  return {
    pinned: take(preferences.pinned, id, pinned),
    muted: take(Object.keys(preferences.muted), id, muted),
  };
}

function take(ids: readonly string[], id: string, isIn: boolean | undefined): string[] {
  if (isIn === undefined || ids.includes(id) === isIn) return [...ids];
  return isIn ? [...ids, id] : ids.filter((each) => each !== id);
}
