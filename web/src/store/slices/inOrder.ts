import type { Conversation } from '@erp-whatsapp/shared/conversation';
import { isDraft, original } from '@reduxjs/toolkit';

/** Conversations by their ids, and the ids newest first. */
export type InOrder = { ids: string[]; entities: Record<string, Conversation> };

/**
 * Takes a conversation in, or in its new state, at its place. Only its own place is looked for, in about log₂ n steps: sorting
 * all of them anew at each event, as a sorted entity adapter does, takes seconds with ten thousand.
 */
export function place(state: InOrder, conversation: Conversation): void {
  const { id } = conversation;
  const known = state.entities[id];
  if (known !== undefined && compareNewestFirst(known, conversation) === 0) {
    state.entities[id] = conversation;
    return;
  }
  const ids = ownIds(state);
  if (known !== undefined) ids.splice(find(state, ids, known), 1);
  ids.splice(find(state, ids, conversation), 0, id);
  state.entities[id] = conversation;
  state.ids = ids;
}

export function removeAll(state: InOrder, gone: readonly string[]): void {
  if (gone.length === 0) return;
  const isGone = new Set(gone);
  state.ids = ownIds(state).filter((id) => !isGone.has(id));
  for (const id of gone) delete state.entities[id];
}

/** A plain copy to work on: splicing a draft goes through a proxy for every id behind it. */
function ownIds({ ids }: InOrder): string[] {
  return isDraft(ids) ? [...(original(ids) ?? [])] : ids;
}

/** Where it stands, or where it belongs. */
function find({ entities }: InOrder, ids: readonly string[], wanted: Conversation): number {
  let [from, to] = [0, ids.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    const there = entities[ids[middle] ?? ''];
    if (there !== undefined && compareNewestFirst(there, wanted) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

function compareNewestFirst(a: Conversation, b: Conversation): number {
  const timeA = a.lastMessage?.createdAt ?? a.updatedAt;
  const timeB = b.lastMessage?.createdAt ?? b.updatedAt;
  if (timeA !== timeB) return timeA < timeB ? 1 : -1;
  if (a.id === b.id) return 0;
  return a.id < b.id ? 1 : -1;
}
