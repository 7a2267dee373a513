import type { Conversation } from '@erp-whatsapp/shared/conversation';
import { createSelector } from '@reduxjs/toolkit';
import { type ListFilter, type ListPart, toPartKey } from '#store/slices/conversations.ts';
import type { RootState } from '#store/state.ts';

export const listFilters: readonly ListFilter[] = ['all', 'unread', 'archived'];

const storageKeys = { filter: 'listFilter', channelId: 'listNumber' } as const;

/** What was chosen last in this tab. */
export function recallPart(): ListPart {
  try {
    const kept = sessionStorage.getItem(storageKeys.filter);
    const filter = listFilters.find((each) => each === kept) ?? 'all';
    return { filter, channelId: sessionStorage.getItem(storageKeys.channelId) };
  } catch {
    return { filter: 'all', channelId: null };
  }
}

export function rememberPart({ filter, channelId }: ListPart): void {
  try {
    sessionStorage.setItem(storageKeys.filter, filter);
    if (channelId === null) sessionStorage.removeItem(storageKeys.channelId);
    else sessionStorage.setItem(storageKeys.channelId, channelId);
  } catch {
    // Where nothing may be kept, it is chosen anew.
  }
}

export function isUnread(conversation: Conversation | undefined): boolean {
  return conversation !== undefined && (conversation.unreadCount > 0 || conversation.isMarkedUnread);
}

function isIn({ filter, channelId }: ListPart, conversation: Conversation): boolean {
  if (channelId !== null && conversation.channelId !== channelId) return false;
  if (filter === 'archived') return conversation.archived;
  return !conversation.archived && (filter === 'all' || isUnread(conversation));
}

/**
 * What a part shows of what is known: pinned ones first, in the order in which they were pinned, but for archived ones.
 * @param keptId stays in whatever it has become
 */
export function makeSelectShown(part: ListPart, keptId: string | null) {
  return createSelector(
    (state: RootState) => state.conversations.ids,
    (state: RootState) => state.conversations.entities,
    (state: RootState) => state.preferences.pinned,
    (ids, entities, pinned) => {
      const isShown = (id: string) => {
        const conversation = entities[id];
        return conversation !== undefined && (id === keptId || isIn(part, conversation));
      };
      const onTop = new Set(part.filter === 'archived' ? [] : pinned.filter(isShown));
      return [...onTop, ...ids.filter((id) => !onTop.has(id) && isShown(id))];
    },
  );
}

/** Selects how many are unread, once all that are have been loaded; else `null`. */
export function makeSelectUnreadCount(channelId: string | null) {
  const part: ListPart = { filter: 'unread', channelId };
  return createSelector(
    ({ conversations: { parts, ...all } }: RootState) =>
      [parts[toPartKey(part)], all].some((known) => known?.status === 'loaded' && known.nextCursor === null),
    (state: RootState) => state.conversations.entities,
    (isKnown, entities) =>
      isKnown ? Object.values(entities).filter((conversation) => isIn(part, conversation)).length : null,
  );
}

export function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
