import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import { conversationMerged, messageArrived } from './facts.ts';

/** Who types in a conversation. The customer's `who` is their id and `name` is `null`. */
export type Typist = { who: string; name: string | null; until: number };

const initialState: Record<string, Typist[]> = {};

const slice = createSlice({
  name: 'typing',
  initialState,
  reducers: {
    typingStarted(state, { payload }: PayloadAction<{ conversationId: string; typist: Typist }>) {
      remove(state, payload.conversationId, ({ who }) => who === payload.typist.who);
      state[payload.conversationId] = [...(state[payload.conversationId] ?? []), payload.typist];
    },
    typingStopped(state, { payload }: PayloadAction<{ conversationId: string; who: string }>) {
      remove(state, payload.conversationId, ({ who }) => who === payload.who);
    },
    /** Signs that were not renewed in time. */
    typingExpired(state, { payload }: PayloadAction<{ conversationId: string; now: number }>) {
      remove(state, payload.conversationId, ({ until }) => until <= payload.now);
    },
  },
  extraReducers: (builder) => {
    builder.addCase(conversationMerged, (state, { payload: { id, mergedInto } }) => {
      const typists = state[id];
      if (typists === undefined) return;
      delete state[id];
      state[mergedInto] = [...(state[mergedInto] ?? []), ...typists];
    });
    builder.addCase(messageArrived, (state, { payload: message }) => {
      const author = message.isOutgoing ? message.sender?.id : message.customerId;
      remove(state, message.conversationId, ({ who }) => who === author);
    });
  },
});

export const typingReducer = slice.reducer;
export const { typingStarted, typingStopped, typingExpired } = slice.actions;

function remove(state: Record<string, Typist[]>, id: string, isGone: (typist: Typist) => boolean): void {
  const left = state[id]?.filter((typist) => !isGone(typist));
  if (left === undefined || left.length === 0) delete state[id];
  else state[id] = left;
}
