import type { Channel } from '@erp-whatsapp/shared/channel';
import type { CommandInput, MessagesBetween, ThreadParty } from '@erp-whatsapp/shared/commands';
import { CommandError } from '@erp-whatsapp/shared/errors';
import { readPhone } from '@erp-whatsapp/shared/phone';
import type { Actor } from '../actor.ts';
import type { Nouns } from '../nouns.ts';
import type { DomainParts } from '../parts.ts';
import type { StoredConversation, ThreadPosition } from '../ports/storage.ts';

type Query = CommandInput<'getMessagesBetween'>;
type Thread = { channel: Channel | null; conversation: StoredConversation | null; customer: ThreadParty | null };

/** Reading conversations back, a page at a time. */
export function createThreads({ storage }: Pick<DomainParts, 'storage'>, { summaries }: Pick<Nouns, 'summaries'>) {
  return {
    /** A page of one thread, named by its conversation or by the two numbers, in either order. */
    async between(actor: Actor, query: Query): Promise<{ data: MessagesBetween }> {
      const { workspaceId } = actor;
      const { limit } = query;
      const thread = query.conversationId
        ? await findById(workspaceId, query.conversationId)
        : await findByNumbers(workspaceId, query);
      const conversation = await countUp(thread.conversation);
      const before = await findPosition(workspaceId, conversation, query.before);
      const offset = before ? 0 : query.offset;
      const messages = conversation
        ? await storage.messages.page({ workspaceId, conversationId: conversation.id, limit, offset, before })
        : [];
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
          messages,
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

  async function findPosition(
    workspaceId: string,
    conversation: StoredConversation | null,
    before: string | undefined,
  ): Promise<ThreadPosition | undefined> {
    if (before === undefined) return undefined;
    const message = await storage.messages.get(workspaceId, before);
    if (!message || message.conversationId !== conversation?.id) {
      throw new CommandError('NOT_FOUND', 'The message to page from is not in this conversation.');
    }
    return { createdAt: message.createdAt, id: message.id };
  }
}

function toBusinessParty(channel: Channel | null): ThreadParty | null {
  return channel && { id: channel.channelId, name: channel.name, mobileNo: channel.phoneNumber ?? '' };
}
