import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import {
  conversationMerged,
  messageAccepted,
  messageQueued,
  messageRefused,
  messageRequeued,
  outboxRead,
} from './facts.ts';
import type { OutboxEntry } from './row.ts';

export type OutboxState = {
  /** What waits to be accepted by the server, by thread, oldest first. */
  queues: Record<string, OutboxEntry[]>;
  /** Threads whose queue is being worked off: one message of a thread is under way at a time. */
  draining: Record<string, true>;
  /** What was refused and a person may send again, by `clientMessageId`. */
  refused: Record<string, OutboxEntry>;
  /** Of which messages this browser keeps something older than what is here: it is being written, or could not be. */
  disk: Record<string, 'writing' | 'failed'>;
  /** Whether this browser could keep what was last given to it. */
  canKeep: boolean;
};

const initialState: OutboxState = { queues: {}, draining: {}, refused: {}, disk: {}, canKeep: true };

const slice = createSlice({
  name: 'outbox',
  initialState,
  reducers: {
    drainStarted(state, { payload: threadKey }: PayloadAction<string>) {
      state.draining[threadKey] = true;
    },
    drainEnded(state, { payload: threadKey }: PayloadAction<string>) {
      delete state.draining[threadKey];
    },
    writeStarted(state, { payload: clientMessageId }: PayloadAction<string>) {
      state.disk[clientMessageId] = 'writing';
    },
    writeEnded(state, { payload }: PayloadAction<{ clientMessageId: string; isKept: boolean }>) {
      if (payload.isKept) delete state.disk[payload.clientMessageId];
      else state.disk[payload.clientMessageId] = 'failed';
      state.canKeep = payload.isKept;
    },
    keepingFailed(state) {
      state.canKeep = false;
    },
  },
  extraReducers: (builder) => {
    builder
      .addCase(messageQueued, (state, { payload }) => {
        add(state, payload.threadKey, payload.entry);
      })
      .addCase(messageRequeued, (state, { payload }) => {
        const entry = state.refused[payload.clientMessageId];
        if (entry === undefined) return;
        delete state.refused[payload.clientMessageId];
        add(state, payload.threadKey, { ...entry, createdAt: payload.createdAt });
      })
      .addCase(outboxRead, (state, { payload: kept }) => {
        const { queues, refused } = state;
        state.queues = {};
        state.refused = {};
        for (const { threadKey, row, entry } of kept) {
          if (row.status === 'failed') state.refused[entry.clientMessageId] = entry;
          else add(state, threadKey, entry);
        }
        for (const [threadKey, queue] of Object.entries(queues)) {
          for (const entry of queue) if (state.disk[entry.clientMessageId]) add(state, threadKey, entry);
        }
        for (const [id, entry] of Object.entries(refused)) if (state.disk[id]) state.refused[id] = entry;
      })
      .addCase(messageAccepted, (state, { payload: { threadKey, sent } }) => {
        take(state, threadKey, sent.clientMessageId);
        move(state, threadKey, sent.conversationId);
      })
      .addCase(messageRefused, (state, { payload }) => {
        const entry = take(state, payload.threadKey, payload.clientMessageId);
        if (entry !== undefined) state.refused[payload.clientMessageId] = entry;
      })
      .addCase(conversationMerged, (state, { payload }) => move(state, payload.id, payload.mergedInto));
  },
});

export const outboxReducer = slice.reducer;
export const { drainStarted, drainEnded, writeStarted, writeEnded, keepingFailed } = slice.actions;

function add(state: OutboxState, threadKey: string, entry: OutboxEntry): void {
  const queue = state.queues[threadKey] ?? [];
  const before = queue.findLastIndex((waiting) => waiting.createdAt <= entry.createdAt) + 1;
  state.queues[threadKey] = queue.toSpliced(before, 0, entry);
}

function take(state: OutboxState, threadKey: string, clientMessageId: string): OutboxEntry | undefined {
  const queue = state.queues[threadKey] ?? [];
  const entry = queue.find((waiting) => waiting.clientMessageId === clientMessageId);
  const left = queue.filter((waiting) => waiting !== entry);
  if (left.length > 0) state.queues[threadKey] = left;
  else delete state.queues[threadKey];
  return entry;
}

function move(state: OutboxState, from: string, to: string): void {
  if (from === to) return;
  const queue = state.queues[from];
  if (queue === undefined) return;
  delete state.queues[from];
  for (const entry of queue) add(state, to, entry);
}
