import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import { conversationMerged } from './facts.ts';

/** Where somebody read in a thread when they left it, away from its end. */
export type Place = {
  /** The row's, and how many pixels its upper edge stood below that of the view. */
  key: string;
  top: number;
  /** The place of the newest message when they were at the end: what came later is new to them. See `toPosition`. */
  seenUpTo: string;
};

const initialState: Record<string, Place> = {};

const slice = createSlice({
  name: 'places',
  initialState,
  reducers: {
    /** `null`: at the end. */
    placeKept(state, { payload }: PayloadAction<{ threadKey: string; place: Place | null }>) {
      if (payload.place === null) delete state[payload.threadKey];
      else state[payload.threadKey] = payload.place;
    },
  },
  extraReducers: (builder) => {
    builder.addCase(conversationMerged, (state, { payload: { id, mergedInto } }) => {
      const place = state[id];
      if (place === undefined || id === mergedInto) return;
      delete state[id];
      state[mergedInto] ??= place;
    });
  },
});

export const placesReducer = slice.reducer;
export const { placeKept } = slice.actions;
