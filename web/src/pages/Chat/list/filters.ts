import type { Conversation } from '@erp-whatsapp/shared/conversation';
import { createSelector } from '@reduxjs/toolkit';
import type { ServerFilter } from '#store/slices/conversations.ts';
import type { RootState } from '#store/state.ts';

/** What the list shows; `all` is all that is not archived. */
export const listFilters = ['all', 'unread', 'archived'] as const satisfies readonly ('all' | ServerFilter)[];
export type ListFilter = (typeof listFilters)[number];

const storageKey = 'listFilter';

/** What was chosen last in this tab. */
export function recallFilter(): ListFilter {
  try {
    const kept = sessionStorage.getItem(storageKey);
    return listFilters.find((filter) => filter === kept) ?? 'all';
  } catch {
    return 'all';
  }
}

export function rememberFilter(filter: ListFilter): void {
  try {
    sessionStorage.setItem(storageKey, filter);
  } catch {
    // Where nothing may be kept, it is chosen anew.
  }
}

export function isUnread(conversation: Conversation | undefined): boolean {
  return conversation !== undefined && (conversation.unreadCount > 0 || conversation.isMarkedUnread);
}

function isIn(filter: ListFilter, conversation: Conversation): boolean {
  if (filter === 'archived') return conversation.archived;
  return !conversation.archived && (filter === 'all' || isUnread(conversation));
}

/**
 * What a filter shows of what is known: pinned ones first, in the order in which they were pinned, but for archived ones.
 * @param keptId stays in whatever it has become
 */
export function makeSelectShown(filter: ListFilter, keptId: string | null) {
  return createSelector(
    (state: RootState) => state.conversations.ids,
    (state: RootState) => state.conversations.entities,
    (state: RootState) => state.preferences.pinned,
    (ids, entities, pinned) => {
      const isShown = (id: string) => {
        const conversation = entities[id];
        return conversation !== undefined && (id === keptId || isIn(filter, conversation));
      };
      const onTop = new Set(filter === 'archived' ? [] : pinned.filter(isShown));
      return [...onTop, ...ids.filter((id) => !onTop.has(id) && isShown(id))];
    },
  );
}

/** How many are unread, once all that are have been loaded; else `null`. */
export const selectUnreadCount = createSelector(
  ({ conversations: { filters, ...all } }: RootState) =>
    [filters.unread, all].some((known) => known?.status === 'loaded' && known.nextCursor === null),
  (state: RootState) => state.conversations.entities,
  (isKnown, entities) =>
    isKnown ? Object.values(entities).filter((conversation) => isIn('unread', conversation)).length : null,
);

export function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((id, index) => id === b[index]);
}
