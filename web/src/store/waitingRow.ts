import type { OutboxEntry, Row } from './slices/row.ts';
import type { RootState } from './state.ts';

/** What is shown of one's own message before the server knows of it. */
export function makeWaitingRow(state: RootState, threadKey: string, entry: OutboxEntry): Row {
  const { clientMessageId, createdAt } = entry;
  const conversation = state.conversations.entities[threadKey];
  const user = state.auth.status === 'signedIn' ? state.auth.user : null;
  return {
    key: clientMessageId,
    isStored: false,
    id: clientMessageId,
    messageId: null,
    clientMessageId,
    conversationId: threadKey,
    channelId: conversation?.channelId ?? entry.channelId ?? '',
    customerId: conversation?.customerId ?? '',
    content: entry.text,
    messageType: 'text',
    isOutgoing: true,
    senderType: 'agent',
    sender: user === null ? null : { id: user.id, name: user.name },
    status: 'pending',
    error: null,
    media: null,
    replyTo: entry.replyTo,
    reactions: [],
    isTemplate: false,
    templateName: null,
    bulkMessageId: null,
    isPlaceholder: false,
    createdAt,
    updatedAt: createdAt,
    sentAt: null,
    deliveredAt: null,
    readAt: null,
    timestamp: createdAt,
    seq: 0,
  };
}
