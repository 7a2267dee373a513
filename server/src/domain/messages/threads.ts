import type { Channel } from '@erp-whatsapp/shared/channel';
import type { CommandInput, MessagesBetween, ThreadParty } from '@erp-whatsapp/shared/commands';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Message } from '@erp-whatsapp/shared/message';
import { readPhone } from '@erp-whatsapp/shared/phone';
import type { Actor } from '../actor.ts';
import type { Nouns } from '../nouns.ts';
import type { DomainParts } from '../parts.ts';
import type { StoredConversation } from '../ports/storage/conversations.ts';

type Query = CommandInput<'getMessagesBetween'>;
type ThreadPage = Pick<MessagesBetween, 'messages' | 'hasOlder' | 'hasNewer'>;
type Thread = { channel: Channel | null; conversation: StoredConversation | null; customer: ThreadParty | null };

/** Reading conversations back, a page at a time. */
export function createThreads({ storage }: Pick<DomainParts, 'storage'>, { summaries }: Pick<Nouns, 'summaries'>) {
  return {
    /** A page of one thread, named by its conversation or by the two numbers, in either order. */
    async between(actor: Actor, query: Query): Promise<{ data: MessagesBetween }> {
      checkPlace(query);
      const { workspaceId } = actor;
      const { limit } = query;
      const thread = query.conversationId
        ? await findById(workspaceId, query.conversationId)
        : await findByNumbers(workspaceId, query);
      const conversation = await countUp(thread.conversation);
      const page = await readPage(workspaceId, conversation, query);
      const offset = query.before === undefined ? query.offset : 0;
      const totalMessages = conversation?.totalMessages ?? 0;
      const business = toBusinessParty(thread.channel);
      const isFromCustomer =
        query.fromNumber !== undefined && readPhone(query.fromNumber) === thread.customer?.mobileNo;
      const [fromUser, toUser] = isFromCustomer ? [thread.customer, business] : [business, thread.customer];
      return {
        data: {
          fromNumber: fromUser?.mobileNo ?? query.fromNumber ?? '',
          toNumber: toUser?.mobileNo ?? query.toNumber ?? '',
          conversationId: conversation?.id ?? null,
          fromUser,
          toUser,
          totalMessages,
          currentPage: Math.floor(offset / limit) + 1,
          totalPages: Math.ceil(totalMessages / limit),
          messagesPerPage: limit,
          ...page,
        },
      };
    },
  };

  /** How many messages there are is told along. */
  async function countUp(conversation: StoredConversation | null): Promise<StoredConversation | null> {
    if (!conversation || !(await summaries.hasCaughtUp(conversation.id))) return conversation;
    return storage.conversations.get(conversation.workspaceId, conversation.id);
  }

  async function findById(workspaceId: string, id: string): Promise<Thread> {
    const conversation = await storage.conversations.get(workspaceId, id);
    if (!conversation) throw new CommandError('NOT_FOUND', 'There is no such conversation.');
    const channel = await storage.channels.get({ workspaceId, channelId: conversation.channelId });
    return {
      channel,
      conversation,
      customer: { id: conversation.customerId, name: conversation.name, mobileNo: conversation.mobileNo },
    };
  }

  /** One of the numbers is ours, whichever comes first; a customer without a conversation has an empty thread. */
  async function findByNumbers(workspaceId: string, query: Query): Promise<Thread> {
    if (query.fromNumber === undefined || query.toNumber === undefined) {
      throw new CommandError('INVALID_INPUT', 'Name a conversation, or both numbers.');
    }
    const from = readPhone(query.fromNumber);
    const to = readPhone(query.toNumber);
    if (from === null || to === null) throw new CommandError('INVALID_PHONE');

    const channels = await storage.channels.list(workspaceId);
    const channel = channels.find(({ phoneNumber }) => phoneNumber === from || phoneNumber === to);
    if (!channel) return { channel: null, conversation: null, customer: null };
    const phoneNumber = channel.phoneNumber === from ? to : from;
    const contact = await storage.contacts.find(workspaceId, { phoneNumber, lid: null });
    if (!contact) return { channel, conversation: null, customer: null };
    return {
      channel,
      conversation: await storage.conversations.find({ workspaceId, channelId: channel.channelId }, contact.id),
      customer: { id: contact.id, name: contact.name, mobileNo: contact.phoneNumber ?? '' },
    };
  }

  async function readPage(
    workspaceId: string,
    conversation: StoredConversation | null,
    query: Query,
  ): Promise<ThreadPage> {
    const { limit, offset } = query;
    const named = query.before ?? query.after ?? query.around;
    const place = named === undefined ? null : await findPlace(workspaceId, conversation, named);
    if (!conversation) return { messages: [], hasOlder: false, hasNewer: false };
    // One more than asked for tells whether the thread goes on.
    const part = { workspaceId, conversationId: conversation.id, limit: limit + 1 };
    if (place === null) {
      const found = cutOldest(await storage.messages.page({ ...part, offset }), limit);
      return { ...found, hasNewer: offset > 0 && conversation.totalMessages > 0 };
    }
    if (query.before !== undefined) {
      return { ...cutOldest(await storage.messages.page({ ...part, before: place }), limit), hasNewer: true };
    }
    if (query.after !== undefined) {
      return { ...cutNewest(await storage.messages.page({ ...part, after: place }), limit), hasOlder: true };
    }
    const half = Math.floor(limit / 2);
    const rest = limit - 1 - half;
    const [before, after] = await Promise.all([
      storage.messages.page({ ...part, limit: half + 1, before: place }),
      storage.messages.page({ ...part, limit: rest + 1, after: place }),
    ]);
    const older = cutOldest(before, half);
    const newer = cutNewest(after, rest);
    return { ...older, ...newer, messages: [...older.messages, place, ...newer.messages] };
  }

  async function findPlace(workspaceId: string, conversation: StoredConversation | null, id: string): Promise<Message> {
    const message = await storage.messages.get(workspaceId, id);
    if (!message || message.conversationId !== conversation?.id) {
      throw new CommandError('NOT_FOUND', 'The message to page from is not in this conversation.');
    }
    return message;
  }
}

/** A page is named in one way. `before` wins over an `offset`, as it always did. */
function checkPlace({ before, after, around, offset }: Query): void {
  const named = [before, after, around].filter((id) => id !== undefined).length;
  const isSkipping = offset > 0 && before === undefined;
  if (named + (isSkipping ? 1 : 0) > 1) {
    throw new CommandError('INVALID_INPUT', 'Give one of before, after, around and offset.');
  }
}

function cutOldest(messages: Message[], limit: number): Pick<ThreadPage, 'messages' | 'hasOlder'> {
  const hasOlder = messages.length > limit;
  return { messages: hasOlder ? messages.slice(messages.length - limit) : messages, hasOlder };
}

function cutNewest(messages: Message[], limit: number): Pick<ThreadPage, 'messages' | 'hasNewer'> {
  return { messages: messages.slice(0, limit), hasNewer: messages.length > limit };
}

function toBusinessParty(channel: Channel | null): ThreadParty | null {
  return channel && { id: channel.channelId, name: channel.name, mobileNo: channel.phoneNumber ?? '' };
}
