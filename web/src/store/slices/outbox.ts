import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import { conversationMerged, messageAccepted, messageQueued, messageRefused, messageRequeued } from './facts.ts';
import type { OutboxEntry } from './row.ts';

export type OutboxState = {
  /** What waits to be accepted by the server, by thread, oldest first. */
  queues: Record<string, OutboxEntry[]>;
  /** Threads whose queue is being worked off: one message of a thread is under way at a time. */
  draining: Record<string, true>;
  /** What was refused and a person may send again, by `clientMessageId`. */
  refused: Record<string, OutboxEntry>;
};

const initialState: OutboxState = { queues: {}, draining: {}, refused: {} };

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
  },
  extraReducers: (builder) => {
    builder
      .addCase(messageQueued, (state, { payload }) => {
        add(state, payload.threadKey, [payload.entry]);
      })
      .addCase(messageRequeued, (state, { payload }) => {
        const entry = state.refused[payload.clientMessageId];
        if (entry === undefined) return;
        delete state.refused[payload.clientMessageId];
        add(state, payload.threadKey, [entry]);
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
export const { drainStarted, drainEnded } = slice.actions;

function add(state: OutboxState, threadKey: string, entries: OutboxEntry[]): void {
  state.queues[threadKey] = [...(state.queues[threadKey] ?? []), ...entries];
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
  // They were written before anything that was written under the new name.
  state.queues[to] = [...queue, ...(state.queues[to] ?? [])];
}
