import type { Message } from '@erp-whatsapp/shared/message';
import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import { conversationMerged, messageAccepted, messageArrived, messageRefused } from './facts.ts';

/** What `useWhatsAppSocket()` tells as "the last": no list on the screen is read from here. */
const initialState: {
  lastMessage: Message | null;
  /** A sentence for a person. */
  lastError: string | null;
  /** The conversation whose messages were last fetched through the hook. */
  threadKey: string | null;
  pendingFetches: number;
} = { lastMessage: null, lastError: null, threadKey: null, pendingFetches: 0 };

const slice = createSlice({
  name: 'latest',
  initialState,
  reducers: {
    errorTold(state, { payload }: PayloadAction<string>) {
      state.lastError = payload;
    },
    fetchStarted(state) {
      state.pendingFetches += 1;
      state.lastError = null;
    },
    fetchEnded(state) {
      state.pendingFetches -= 1;
    },
    threadChosen(state, { payload }: PayloadAction<string | null>) {
      state.threadKey = payload;
    },
  },
  extraReducers: (builder) => {
    builder
      .addCase(messageArrived, (state, { payload }) => {
        state.lastMessage = payload;
      })
      .addCase(conversationMerged, (state, { payload }) => {
        if (state.threadKey === payload.id) state.threadKey = payload.mergedInto;
      })
      .addCase(messageAccepted, (state) => {
        state.lastError = null;
      })
      .addCase(messageRefused, (state, { payload }) => {
        state.lastError = payload.error.message;
      });
  },
});

export const latestReducer = slice.reducer;
export const { errorTold, fetchStarted, fetchEnded, threadChosen } = slice.actions;
