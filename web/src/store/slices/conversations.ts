import type { Page } from '@erp-whatsapp/shared/commands';
import type { Conversation, LastMessage } from '@erp-whatsapp/shared/conversation';
import { canBecome, isFurther, type MessageStatus } from '@erp-whatsapp/shared/message';
import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import {
  changesTold,
  conversationChanged,
  conversationMerged,
  messageAccepted,
  messageArrived,
  messageQueued,
  messageRefused,
  messageRequeued,
  outboxRead,
  statusChanged,
} from './facts.ts';
import { type InOrder, place, removeAll } from './inOrder.ts';
import type { LoadState } from './thread.ts';

/** Conversations with the numbers of their latest changes. */
export type KnownSeqs = Record<string, number>;

export type ConversationSearch = { text: string; ids: string[]; status: 'loading' | 'loaded' | 'failed' };

/** What the list shows; `all` is all that is not archived. */
export type ListFilter = 'all' | 'unread' | 'archived';
/** A part of the list that the server is asked for by itself. `channelId`: of one number alone. */
export type ListPart = { filter: ListFilter; channelId: string | null };
type Paging = { status: LoadState; nextCursor: string | null; isLoadingMore: boolean };

/** What people set by hand. */
export type Flags = Partial<Pick<Conversation, 'archived' | 'isMarkedUnread' | 'unreadCount'>>;

const initialState: InOrder &
  Paging & {
    /** By {@link toPartKey}. Those that were never looked at, or not since the list was loaded anew, are not there. */
    parts: Partial<Record<string, Paging>>;
    search: ConversationSearch | null;
    /** Former names, with the conversations that they lead to. */
    merged: Record<string, string>;
    /** What was set here and is not settled: it holds over whatever is told meanwhile. */
    wanted: Record<string, Flags>;
    /** Statuses of messages that are not known to be the last of a conversation, until a list tells so that was read before. */
    early: Record<string, MessageStatus>;
  } = {
  ids: [],
  entities: {},
  status: 'unknown',
  nextCursor: null,
  isLoadingMore: false,
  parts: {},
  search: null,
  merged: {},
  wanted: {},
  early: {},
};
const mostEarly = 200;

type ConversationsState = typeof initialState;

const slice = createSlice({
  name: 'conversations',
  initialState,
  reducers: {
    listRequested(state) {
      if (state.status !== 'loaded') state.status = 'loading';
    },
    listFailed(state) {
      if (state.status !== 'loaded') state.status = 'failed';
      state.isLoadingMore = false;
    },
    /**
     * The list from its beginning. What was known when it was asked for and is not in it comes on a later page, or is no
     * conversation of its own any more; only what was told of meanwhile, or is kept on purpose, stays.
     */
    listLoaded(state, { payload }: PayloadAction<Page<Conversation> & { known: KnownSeqs }>) {
      const { data, nextCursor, known } = payload;
      const listed = new Set(data.map(({ id }) => id));
      removeAll(
        state,
        state.ids.filter((id) => !listed.has(id) && state.entities[id]?.seq === known[id]),
      );
      state.parts = {};
      for (const conversation of data) put(state, conversation);
      state.nextCursor = nextCursor;
      state.status = 'loaded';
    },
    moreRequested(state) {
      state.isLoadingMore = true;
    },
    moreLoaded(state, { payload }: PayloadAction<Page<Conversation> & { cursor: string }>) {
      state.isLoadingMore = false;
      // The list was loaded from its beginning meanwhile.
      if (state.nextCursor !== payload.cursor) return;
      for (const conversation of payload.data) put(state, conversation);
      state.nextCursor = payload.nextCursor;
    },
    partRequested(state, { payload: part }: PayloadAction<ListPart>) {
      const key = toPartKey(part);
      const known = state.parts[key];
      if (known?.status === 'loaded') known.isLoadingMore = true;
      else state.parts[key] = { status: 'loading', nextCursor: null, isLoadingMore: false };
    },
    /** `cursor`: where the page begins; `null` for the first one. */
    partLoaded(state, { payload }: PayloadAction<Page<Conversation> & { part: ListPart; cursor: string | null }>) {
      const key = toPartKey(payload.part);
      const known = state.parts[key];
      // The list was loaded from its beginning meanwhile.
      if (known === undefined || known.nextCursor !== payload.cursor) return;
      for (const conversation of payload.data) put(state, conversation);
      state.parts[key] = { status: 'loaded', nextCursor: payload.nextCursor, isLoadingMore: false };
    },
    partFailed(state, { payload: part }: PayloadAction<ListPart>) {
      const known = state.parts[toPartKey(part)];
      if (known === undefined) return;
      known.isLoadingMore = false;
      if (known.status !== 'loaded') known.status = 'failed';
    },
    /** Holds at once; what the server says of it counts when it is settled. */
    flagsWanted(state, { payload: { id, flags } }: PayloadAction<{ id: string; flags: Flags }>) {
      const known = state.entities[id];
      if (known === undefined) return;
      state.wanted[id] = { ...state.wanted[id], ...flags };
      place(state, { ...known, ...flags });
    },
    /** `flags`: what holds instead, where it was refused. */
    flagsSettled(state, { payload: { id, flags } }: PayloadAction<{ id: string; flags: Flags }>) {
      delete state.wanted[id];
      const known = state.entities[id];
      if (known !== undefined) place(state, { ...known, ...flags });
    },
    searchStarted(state, { payload: text }: PayloadAction<string>) {
      state.search = { text, ids: [], status: 'loading' };
    },
    searchFound(state, { payload }: PayloadAction<{ text: string; data: Conversation[] }>) {
      if (state.search?.text !== payload.text) return;
      for (const conversation of payload.data) put(state, conversation);
      state.search = { text: payload.text, ids: payload.data.map(({ id }) => id), status: 'loaded' };
    },
    searchFailed(state, { payload: text }: PayloadAction<string>) {
      if (state.search?.text === text) state.search.status = 'failed';
    },
    searchEnded(state) {
      state.search = null;
    },
  },
  extraReducers: (builder) => {
    builder
      .addCase(conversationChanged, (state, { payload }) => put(state, payload))
      .addCase(changesTold, (state, { payload }) => {
        for (const conversation of payload.conversations) put(state, conversation);
      })
      .addCase(conversationMerged, (state, { payload }) => merge(state, payload))
      .addCase(messageQueued, (state, { payload: { threadKey, row } }) => {
        setLast(state, threadKey, toLastMessage(row));
      })
      .addCase(outboxRead, (state, { payload: kept }) => {
        for (const { threadKey, row } of kept) setLast(state, threadKey, toLastMessage(row));
      })
      .addCase(messageArrived, (state, { payload: message }) => {
        setLast(state, message.conversationId, toLastMessage(message));
      })
      .addCase(messageAccepted, (state, { payload: { sent } }) => {
        changeLast(state, { conversationId: sent.conversationId, id: sent.clientMessageId }, (last) => ({
          ...last,
          id: sent.id,
          createdAt: sent.timestamp,
          status: further(last.status, sent.status),
        }));
      })
      .addCase(messageRefused, (state, { payload }) => {
        const message = { conversationId: payload.threadKey, id: payload.clientMessageId };
        changeLast(state, message, (last) => ({ ...last, status: 'failed' }));
      })
      .addCase(messageRequeued, (state, { payload }) => {
        const message = { conversationId: payload.threadKey, id: payload.clientMessageId };
        changeLast(state, message, (last) => ({ ...last, status: 'pending', createdAt: payload.createdAt }));
      })
      .addCase(statusChanged, (state, { payload }) => {
        if (!isLast(state, payload)) keepEarly(state, payload);
        changeLast(state, payload, (last) => ({
          ...last,
          status: canBecome(last.status, payload.status) ? payload.status : last.status,
        }));
      });
  },
});

export const conversationsReducer = slice.reducer;
export const {
  listRequested,
  listFailed,
  listLoaded,
  moreRequested,
  moreLoaded,
  partRequested,
  partLoaded,
  partFailed,
  flagsWanted,
  flagsSettled,
  searchStarted,
  searchFound,
  searchFailed,
  searchEnded,
} = slice.actions;

export function toPartKey({ filter, channelId }: ListPart): string {
  return `${filter}/${channelId ?? ''}`;
}

/** Where nothing is known of the other, what is known stays in its place until that is told. */
function merge(state: ConversationsState, { id, mergedInto }: { id: string; mergedInto: string }): void {
  const former = state.entities[id];
  for (const [name, target] of Object.entries(state.merged)) if (target === id) state.merged[name] = mergedInto;
  state.merged[id] = mergedInto;
  removeAll(state, [id]);
  if (former !== undefined) {
    const known = state.entities[mergedInto] ?? { ...former, id: mergedInto, seq: 0 };
    place(state, { ...known, lastMessage: newerLast(known.lastMessage, former.lastMessage, canBecome) });
  }
  if (state.search?.ids.includes(id)) {
    state.search.ids = [...new Set(state.search.ids.map((each) => (each === id ? mergedInto : each)))];
  }
}

/** Takes in a conversation, unless it is older than what is known, or another one by now. */
function put(state: ConversationsState, next: Conversation): void {
  if (state.merged[next.id] !== undefined) return;
  const known = state.entities[next.id];
  if (known !== undefined && next.seq < known.seq) return;
  const lastMessage = newerLast(known?.lastMessage ?? null, next.lastMessage, canBecome);
  place(state, { ...next, lastMessage: takeEarly(state, lastMessage), ...state.wanted[next.id] });
}

function setLast(state: ConversationsState, id: string, last: LastMessage): void {
  const known = state.entities[state.merged[id] ?? id];
  if (known === undefined) return;
  const lastMessage = newerLast(known.lastMessage, last, (from, to) => isFurther(to, from));
  if (lastMessage !== known.lastMessage) place(state, { ...known, lastMessage });
}

function changeLast(
  state: ConversationsState,
  message: { conversationId: string; id: string },
  change: (last: LastMessage) => LastMessage,
): void {
  const known = findOf(state, message);
  if (known?.lastMessage?.id !== message.id) return;
  place(state, { ...known, lastMessage: change(known.lastMessage) });
}

function isLast(state: ConversationsState, message: { conversationId: string; id: string }): boolean {
  return findOf(state, message)?.lastMessage?.id === message.id;
}

function findOf(state: ConversationsState, { conversationId }: { conversationId: string }): Conversation | undefined {
  return state.entities[state.merged[conversationId] ?? conversationId];
}

/** A status is told once, perhaps while a list is on its way that was read before. */
function keepEarly(state: ConversationsState, { id, status }: { id: string; status: MessageStatus }): void {
  delete state.early[id];
  // What failed may be tried again, and is pending then.
  if (status === 'failed') return;
  state.early[id] = status;
  const [oldest] = Object.keys(state.early);
  if (oldest !== undefined && Object.keys(state.early).length > mostEarly) delete state.early[oldest];
}

function takeEarly({ early }: ConversationsState, last: LastMessage | null): LastMessage | null {
  const status = last === null ? undefined : early[last.id];
  return last === null || status === undefined ? last : { ...last, status: further(last.status, status) };
}

/** @param isStep whether `next`, where it is of the same message, has a status that counts */
function newerLast(
  known: LastMessage | null,
  next: LastMessage | null,
  isStep: (from: MessageStatus, to: MessageStatus) => boolean,
): LastMessage | null {
  if (known === null || next === null) return next ?? known;
  if (known.id === next.id) return isStep(known.status, next.status) ? next : { ...next, status: known.status };
  return next.createdAt >= known.createdAt ? next : known;
}

function further(known: MessageStatus, next: MessageStatus): MessageStatus {
  return isFurther(next, known) ? next : known;
}

function toLastMessage(message: LastMessage): LastMessage {
  const { id, content, messageType, isOutgoing, status, createdAt } = message;
  return { id, content, messageType, isOutgoing, status, createdAt };
}
