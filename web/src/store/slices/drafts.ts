import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import { conversationMerged, messageAccepted } from './facts.ts';

/** What was written and not sent, by thread key. */
export type Drafts = Record<string, string>;

const slice = createSlice({
  name: 'drafts',
  initialState: (): Drafts => ({}),
  reducers: {
    draftsRestored: (_state, { payload }: PayloadAction<Drafts>) => payload,
    draftKept(state, { payload }: PayloadAction<{ threadKey: string; text: string }>) {
      if (payload.text.trim() === '') delete state[payload.threadKey];
      else state[payload.threadKey] = payload.text;
    },
  },
  extraReducers: (builder) => {
    builder
      .addCase(messageAccepted, (state, { payload }) => move(state, payload.threadKey, payload.sent.conversationId))
      .addCase(conversationMerged, (state, { payload }) => move(state, payload.id, payload.mergedInto));
  },
});

export const draftsReducer = slice.reducer;
export const { draftsRestored, draftKept } = slice.actions;

/** Where something is written already, what comes goes below it. */
function move(drafts: Drafts, from: string, to: string): void {
  const text = drafts[from];
  if (text === undefined || from === to) return;
  delete drafts[from];
  const there = drafts[to];
  if (there !== text) drafts[to] = there === undefined ? text : `${there}\n${text}`;
}
