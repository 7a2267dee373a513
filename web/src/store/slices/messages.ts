import type { ThreadParty } from '@erp-whatsapp/shared/commands';
import type { MessageStatusUpdate } from '@erp-whatsapp/shared/dialects/erp';
import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import {
  changesTold,
  conversationMerged,
  messageAccepted,
  messageArrived,
  messageQueued,
  messageRefused,
  messageRequeued,
  outboxRead,
  statusChanged,
} from './facts.ts';
import { joinThreads } from './joinThreads.ts';
import { setRow } from './rows.ts';
import {
  acceptRow,
  applyStatus,
  dropStored,
  findStored,
  leaveThread,
  makeThread,
  nothingTies,
  type Thread,
  takeChange,
  takeMessage,
} from './thread.ts';
import { goToEnd, mostLoaded, putPage, type ThreadPage, trimThread } from './threadPages.ts';

type MessagesState = {
  /** By conversation id; a customer written to for the first time has the number as key until there is one. */
  threads: Record<string, Thread>;
  /** Former keys of threads that moved. */
  aliases: Record<string, string>;
  /** Statuses that came before we knew whose they are: an event can overtake the answer that names the message. */
  early: Record<string, MessageStatusUpdate>;
};

const initialState: MessagesState = { threads: {}, aliases: {}, early: {} };
const mostEarly = 200;

export type LoadedPage = ThreadPage & { conversationId: string; customer?: ThreadParty | null };

const slice = createSlice({
  name: 'messages',
  initialState,
  reducers: {
    newestRequested(state, { payload: id }: PayloadAction<string>) {
      const thread = openThread(state, id);
      if (thread.status !== 'loaded') thread.status = 'loading';
      thread.beyond = null;
    },
    newestFailed(state, { payload }: PayloadAction<{ conversationId: string; isMissing: boolean }>) {
      const thread = openThread(state, payload.conversationId);
      thread.isMissing = payload.isMissing;
      if (thread.status !== 'loaded') thread.status = 'failed';
      else if (thread.older === 'loading' && findStored(thread, 'oldest') === undefined) thread.older = 'failed';
    },
    /** After a gap only the open threads are read again; of the others nothing is known for sure. */
    threadsOutdated(state, { payload: open }: PayloadAction<string[]>) {
      for (const [key, thread] of Object.entries(state.threads)) {
        if (open.includes(key)) {
          if (thread.newer !== 'none') thread.completeUpTo = nothingTies;
          continue;
        }
        dropStored(thread);
        if (thread.ids.length === 0) delete state.threads[key];
        else Object.assign(thread, { status: 'unknown', older: 'some', newer: 'none', beyond: null });
      }
    },
    /** Somebody wants to see a message that is not known here. */
    aroundRequested(state, { payload }: PayloadAction<{ conversationId: string; messageId: string }>) {
      const thread = openThread(state, payload.conversationId);
      if (thread.status !== 'loaded') thread.status = 'loading';
      thread.wanted = payload.messageId;
      thread.beyond = null;
    },
    aroundFailed(state, { payload }: PayloadAction<{ conversationId: string; messageId: string }>) {
      const thread = openThread(state, payload.conversationId);
      if (thread.wanted !== payload.messageId) return;
      thread.wanted = null;
      if (thread.status !== 'loaded') thread.status = 'failed';
    },
    newerRequested(state, { payload: id }: PayloadAction<string>) {
      Object.assign(openThread(state, id), { newer: 'loading', beyond: null });
    },
    newerFailed(state, { payload: id }: PayloadAction<string>) {
      const thread = openThread(state, id);
      if (thread.newer === 'loading') thread.newer = 'failed';
    },
    /** See {@link goToEnd}. */
    endWanted(state, { payload: id }: PayloadAction<string>) {
      goToEnd(openThread(state, id));
    },
    /** More came than is kept, while somebody read at the other end. */
    threadOverfull(state, { payload }: PayloadAction<{ conversationId: string; end: 'oldest' | 'newest' }>) {
      trimThread(openThread(state, payload.conversationId), payload.end);
    },
    olderRequested(state, { payload: id }: PayloadAction<string>) {
      openThread(state, id).older = 'loading';
    },
    olderFailed(state, { payload: id }: PayloadAction<string>) {
      openThread(state, id).older = 'failed';
    },
    pageLoaded(state, { payload }: PayloadAction<LoadedPage>) {
      const thread = openThread(state, payload.conversationId);
      putPage(thread, payload);
      thread.isMissing = false;
      thread.customer = payload.customer ?? thread.customer;
      for (const message of payload.messages) applyEarly(state, thread, message.id);
    },
    /** From now on not all of its messages are heard of. */
    threadLeft(state, { payload: id }: PayloadAction<string>) {
      const thread = state.threads[resolveThread(state, id)];
      if (thread !== undefined) leaveThread(thread);
    },
    unreadLineDrawn(state, { payload }: PayloadAction<{ conversationId: string; from: string | null }>) {
      const thread = state.threads[payload.conversationId];
      if (thread !== undefined) thread.unreadFrom = payload.from;
    },
  },
  extraReducers: (builder) => {
    builder
      .addCase(messageQueued, (state, { payload }) => {
        setRow(openThread(state, payload.threadKey), payload.row);
      })
      .addCase(messageRequeued, (state, { payload }) => {
        const thread = openThread(state, payload.threadKey);
        const row = thread.entities[payload.clientMessageId];
        if (row === undefined) return;
        setRow(thread, { ...row, status: 'pending', error: null, createdAt: payload.createdAt });
      })
      .addCase(outboxRead, (state, { payload: kept }) => {
        for (const { threadKey, row } of kept) {
          const thread = openThread(state, threadKey);
          const known = thread.entities[row.key];
          if (known === undefined || (!known.isStored && known.status !== row.status)) setRow(thread, row);
        }
      })
      .addCase(messageAccepted, (state, { payload: { threadKey, sent } }) => {
        if (threadKey !== sent.conversationId) moveThread(state, threadKey, sent.conversationId);
        const thread = openThread(state, sent.conversationId);
        acceptRow(thread, sent);
        applyEarly(state, thread, sent.id);
      })
      .addCase(messageRefused, (state, { payload }) => {
        const thread = openThread(state, payload.threadKey);
        const row = thread.entities[payload.clientMessageId];
        if (row === undefined || row.isStored) return;
        setRow(thread, { ...row, status: 'failed', error: payload.error, updatedAt: payload.at ?? row.updatedAt });
      })
      .addCase(messageArrived, (state, { payload: message }) => {
        const thread = state.threads[resolveThread(state, message.conversationId)];
        if (thread === undefined) return;
        takeMessage(thread, message);
        // Where nobody reads, nothing is left behind under anybody's eyes.
        if (thread.completeUpTo !== null && thread.ids.length > mostLoaded) trimThread(thread, 'oldest');
        applyEarly(state, thread, message.id);
      })
      .addCase(changesTold, (state, { payload }) => {
        for (const message of payload.messages) {
          const thread = state.threads[resolveThread(state, message.conversationId)];
          if (thread !== undefined) takeChange(thread, message);
        }
      })
      .addCase(statusChanged, (state, { payload: update }) => {
        const thread = state.threads[resolveThread(state, update.conversationId)];
        if (thread !== undefined && applyStatus(thread, update)) return;
        state.early[update.id] = update;
        const oldest = Object.keys(state.early)[0];
        if (oldest !== undefined && Object.keys(state.early).length > mostEarly) delete state.early[oldest];
      })
      .addCase(conversationMerged, (state, { payload }) => {
        moveThread(state, payload.id, payload.mergedInto);
      });
  },
});

export const messagesReducer = slice.reducer;
export const {
  newestRequested,
  newestFailed,
  threadsOutdated,
  olderRequested,
  olderFailed,
  aroundRequested,
  aroundFailed,
  newerRequested,
  newerFailed,
  endWanted,
  threadOverfull,
  pageLoaded,
  threadLeft,
  unreadLineDrawn,
} = slice.actions;

/** The key under which a thread is kept now. */
export function resolveThread(state: Pick<MessagesState, 'aliases'>, key: string): string {
  return state.aliases[key] ?? key;
}

function openThread(state: MessagesState, givenKey: string): Thread {
  const key = resolveThread(state, givenKey);
  state.threads[key] ??= makeThread();
  return state.threads[key];
}

function applyEarly(state: MessagesState, thread: Thread, id: string): void {
  const early = state.early[id];
  if (early === undefined) return;
  applyStatus(thread, early);
  delete state.early[id];
}

function moveThread(state: MessagesState, from: string, to: string): void {
  if (from === to) return;
  for (const [alias, target] of Object.entries(state.aliases)) if (target === from) state.aliases[alias] = to;
  state.aliases[from] = to;
  delete state.aliases[to];
  const moved = state.threads[from];
  if (moved === undefined) return;
  delete state.threads[from];
  state.threads[to] = joinThreads(state.threads[to] ?? null, moved, to);
}
