import type { Channel, ConnectionStatus } from '@erp-whatsapp/shared/channel';
import type { MessagesBetween } from '@erp-whatsapp/shared/commands';
import type { ContactCard } from '@erp-whatsapp/shared/contact';
import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { Message } from '@erp-whatsapp/shared/message';
import type { User } from '@erp-whatsapp/shared/user';

let made = 0;

/** Later than everything made before, so that things stand in the order in which a test made them. */
function next(): { number: number; at: string } {
  made += 1;
  return { number: made, at: new Date(Date.now() - 3_600_000 + made).toISOString() };
}

export function makeUser(fields: Partial<User> = {}): User {
  return { id: 'u1', name: 'Bea Admin', email: 'bea@shop.test', role: 'admin', workspaceId: 'w1', ...fields };
}

/** An incoming text message. */
export function makeMessage(fields: Partial<Message> = {}): Message {
  const { number, at } = next();
  const createdAt = fields.createdAt ?? at;
  return {
    id: `m${number}`,
    messageId: `WA${number}`,
    clientMessageId: null,
    conversationId: 'c1',
    channelId: 'ch1',
    customerId: 'k1',
    content: `Text ${number}`,
    messageType: 'text',
    isOutgoing: false,
    senderType: 'customer',
    sender: null,
    status: 'delivered',
    error: null,
    media: null,
    replyTo: null,
    reactions: [],
    isTemplate: false,
    templateName: null,
    bulkMessageId: null,
    isPlaceholder: false,
    updatedAt: createdAt,
    sentAt: null,
    deliveredAt: null,
    readAt: null,
    timestamp: createdAt,
    seq: number,
    ...fields,
    createdAt,
  };
}

export function makeConversation(fields: Partial<Conversation> = {}): Conversation {
  const { number, at } = next();
  return {
    id: 'c1',
    channelId: 'ch1',
    customerId: 'k1',
    name: 'Ana',
    mobileNo: '+4915112345678',
    avatarUrl: null,
    lastMessage: null,
    unreadCount: 0,
    readUpTo: null,
    waitingSince: null,
    archived: false,
    isMarkedUnread: false,
    updatedAt: at,
    seq: number,
    ...fields,
  };
}

/** All that is known of the customer of {@link makeConversation}. */
export function makeCard(fields: Partial<ContactCard> = {}): ContactCard {
  const { at } = next();
  return {
    id: 'k1',
    name: 'Ana',
    givenName: null,
    whatsappName: 'Ana',
    mobileNo: '+4915112345678',
    notes: '',
    notesUpdatedAt: null,
    notesUpdatedBy: null,
    notesRevision: 0,
    createdAt: at,
    firstMessageAt: at,
    lastMessageAt: at,
    conversations: [
      {
        id: 'c1',
        channelId: 'ch1',
        channelName: 'Main',
        channelPhoneNumber: '+4930123456',
        lastMessageAt: at,
        totalMessages: 3,
      },
    ],
    ...fields,
  };
}

export function makeChannel(fields: Partial<Channel> = {}): Channel {
  const { at } = next();
  return {
    channelId: 'ch1',
    name: 'Main',
    type: 'whatsapp_automated',
    status: 'active',
    phoneNumber: '+4930123456',
    isLinked: true,
    isActive: true,
    isDefault: true,
    lastStatusUpdate: at,
    lastConnected: at,
    lastDisconnect: null,
    createdAt: at,
    ...fields,
  };
}

export function makeConnectionStatus(fields: Partial<ConnectionStatus> = {}): ConnectionStatus {
  return {
    connected: true,
    connectionState: 'active',
    channelId: 'ch1',
    phoneNumber: '+4930123456',
    lastConnected: null,
    lastDisconnect: null,
    channels: [makeChannel()],
    ...fields,
  };
}

/** No number was ever linked. */
export function makeUnlinkedStatus(fields: Partial<ConnectionStatus> = {}): ConnectionStatus {
  return makeConnectionStatus({
    connected: false,
    connectionState: 'inactive',
    channelId: null,
    phoneNumber: null,
    channels: [],
    ...fields,
  });
}

export function makePage(messages: Message[], fields: Partial<MessagesBetween> = {}): MessagesBetween {
  return {
    fromNumber: '+4930123456',
    toNumber: '+4915112345678',
    conversationId: 'c1',
    fromUser: null,
    toUser: { id: 'k1', name: 'Ana', mobileNo: '+4915112345678' },
    totalMessages: messages.length,
    currentPage: 1,
    totalPages: 1,
    messagesPerPage: 50,
    hasOlder: false,
    hasNewer: false,
    messages,
    ...fields,
  };
}
