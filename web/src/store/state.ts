import { combineReducers, type ThunkAction, type UnknownAction } from '@reduxjs/toolkit';
import type { Session } from '#lib/api/session.ts';
import type { KeptMessages } from '#lib/outbox/keptMessages.ts';
import type { OtherTabs } from '#lib/outbox/otherTabs.ts';
import type { Command } from '#lib/socket/connection.ts';
import { authReducer } from './slices/auth.ts';
import { channelsReducer } from './slices/channels.ts';
import { connectionReducer } from './slices/connection.ts';
import { contactsReducer } from './slices/contacts.ts';
import { conversationsReducer } from './slices/conversations.ts';
import { draftsReducer } from './slices/drafts.ts';
import { signedOut } from './slices/facts.ts';
import { latestReducer } from './slices/latest.ts';
import { messagesReducer } from './slices/messages.ts';
import { outboxReducer } from './slices/outbox.ts';
import { placesReducer } from './slices/places.ts';
import { preferencesReducer } from './slices/preferences.ts';
import { typingReducer } from './slices/typing.ts';
import type { SyncCursor } from './syncCursor.ts';

const slices = combineReducers({
  auth: authReducer,
  connection: connectionReducer,
  channels: channelsReducer,
  contacts: contactsReducer,
  conversations: conversationsReducer,
  messages: messagesReducer,
  outbox: outboxReducer,
  typing: typingReducer,
  drafts: draftsReducer,
  latest: latestReducer,
  preferences: preferencesReducer,
  places: placesReducer,
});

export type RootState = ReturnType<typeof slices>;

export function rootReducer(state: RootState | undefined, action: UnknownAction): RootState {
  return slices(signedOut.match(action) ? undefined : state, action);
}

/** What thunks reach the world through. */
export type StoreParts = {
  command: Command;
  cursor: SyncCursor;
  session: Session;
  kept: KeptMessages;
  otherTabs: OtherTabs;
  /** Milliseconds since 1970. */
  now: () => number;
  /** A new `clientMessageId`, unique everywhere. */
  makeId: () => string;
  wait: (ms: number) => Promise<void>;
};

export type AppThunk<R = void> = ThunkAction<R, RootState, StoreParts, UnknownAction>;
