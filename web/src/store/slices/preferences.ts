import type { Preferences } from '@erp-whatsapp/shared/preferences';
import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import { conversationMerged } from './facts.ts';

/** What this user pinned, in that order, and muted. */
const initialState: { pinned: string[]; muted: Record<string, true> } = { pinned: [], muted: {} };

const slice = createSlice({
  name: 'preferences',
  initialState,
  reducers: {
    preferencesTold: (_state, { payload }: PayloadAction<Preferences>) => ({
      pinned: payload.pinned,
      muted: Object.fromEntries(payload.muted.map((id) => [id, true as const])),
    }),
  },
  extraReducers: (builder) => {
    builder.addCase(conversationMerged, (state, { payload: { id, mergedInto } }) => {
      state.pinned = [...new Set(state.pinned.map((each) => (each === id ? mergedInto : each)))];
      if (state.muted[id]) state.muted[mergedInto] = true;
      delete state.muted[id];
    });
  },
});

export const preferencesReducer = slice.reducer;
export const { preferencesTold } = slice.actions;
