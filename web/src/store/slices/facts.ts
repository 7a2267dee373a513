import type { SentMessage } from '@erp-whatsapp/shared/commands';
import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { MessageStatusUpdate } from '@erp-whatsapp/shared/dialects/erp';
import type { Message } from '@erp-whatsapp/shared/message';
import { createAction } from '@reduxjs/toolkit';
import type { OutboxEntry, Row } from './row.ts';

/**
 * What more than one slice takes in. An answer to a command and the event that tells the same go through the same action,
 * so it does not matter which comes first, or that both come.
 */

/** One's own message, shown before the server knows of it. `threadKey`: a conversation's id, or a number without one. */
export const messageQueued = createAction<{ threadKey: string; row: Row; entry: OutboxEntry }>('messages/queued');
/** The server has stored it. */
export const messageAccepted = createAction<{ threadKey: string; sent: SentMessage }>('messages/accepted');
/** The server does not take it; trying again needs a person. */
export const messageRefused = createAction<{
  threadKey: string;
  clientMessageId: string;
  error: NonNullable<Message['error']>;
  /** When, ISO 8601; left out where nobody knows. */
  at?: string;
}>('messages/refused');
/** A refused one is to be sent again, under the same `clientMessageId`, after all that waits. */
export const messageRequeued = createAction<{ threadKey: string; clientMessageId: string; createdAt: string }>(
  'messages/requeued',
);
/**
 * All that this browser keeps for the person, oldest first: what waits and what was refused, which the row's status tells.
 * Where what happened here is not on disk (yet), `outbox.disk` says so, and what is here holds.
 */
export const outboxRead = createAction<{ threadKey: string; row: Row; entry: OutboxEntry }[]>('outbox/read');
export const messageArrived = createAction<Message>('messages/arrived');
/** What happened while nobody heard of it. */
export const changesTold = createAction<{ messages: Message[]; conversations: Conversation[] }>('changes/told');
export const statusChanged = createAction<MessageStatusUpdate>('messages/statusChanged');

export const conversationChanged = createAction<Conversation>('conversations/changed');
/** Two turned out to be one customer; `id` stays valid as another name for `mergedInto`. */
export const conversationMerged = createAction<{ id: string; mergedInto: string }>('conversations/merged');

/** Everything that was known belonged to the person who left. */
export const signedOut = createAction<{ wasEnded: boolean }>('auth/signedOut');
