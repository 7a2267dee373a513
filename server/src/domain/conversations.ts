import type { CommandInput, CommandResults } from '@erp-whatsapp/shared/commands';
import type { Conversation } from '@erp-whatsapp/shared/conversation';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Message } from '@erp-whatsapp/shared/message';
import type { Actor } from './actor.ts';
import { isApiKeyActor } from './apiKeys.ts';
import { toConversation } from './messages/toConversation.ts';
import type { Nouns } from './nouns.ts';
import type { DomainParts } from './parts.ts';
import type { ConversationFlags, StoredConversation } from './ports/storage/conversations.ts';
import type { CustomerIdentity } from './ports/whatsapp.ts';
import type { PreferencesOf } from './preferences.ts';

/** Messages marked as read in one go; a longer unread run takes several. */
const readBatch = 500;

/** The room that hears what happens in one conversation. */
export function conversationRoom(conversationId: string): string {
  return `conversation_${conversationId}`;
}

export function createConversations(
  parts: Pick<DomainParts, 'storage' | 'facts' | 'sessions' | 'clock'>,
  nouns: Pick<Nouns, 'changes' | 'conversationDirectory' | 'summaries'> & { preferences: PreferencesOf },
) {
  const { storage, facts, clock } = parts;
  const { changes, conversationDirectory, summaries } = nouns;

  return {
    async list(actor: Actor, query: CommandInput<'getConversations'>): Promise<CommandResults['getConversations']> {
      await summaries.catchUpAll(actor.workspaceId);
      return storage.conversations.list({ workspaceId: actor.workspaceId, ...query });
    },

    /** How many there are with something unread, or marked so, that are neither archived nor muted by who asks. */
    async countWaiting(actor: Actor): Promise<CommandResults['countWaiting']> {
      const { workspaceId } = actor;
      await summaries.catchUpAll(workspaceId);
      const muted = isApiKeyActor(actor) ? [] : (await nouns.preferences.get(actor)).data.muted;
      return { waiting: await storage.conversations.countWaiting(workspaceId, muted) };
    },

    /** @throws CommandError `NOT_FOUND`, also for one of another workspace. */
    async get(actor: Actor, conversationId: string): Promise<Conversation> {
      return toConversation(await find(actor.workspaceId, conversationId));
    },

    /** The id that a conversation has now, also of one that is not known. */
    async currentIdOf(actor: Actor, conversationId: string): Promise<string> {
      return (await conversationDirectory.get(actor.workspaceId, conversationId))?.id ?? conversationId;
    },

    /** The same as far as this process has heard of it, at once. */
    currentId: conversationDirectory.currentId,

    /** Everything from the customer up to `upTo` counts as read; the customer's ticks turn blue. */
    markRead(actor: Actor, input: CommandInput<'markRead'>): Promise<CommandResults['markRead']> {
      return markReadCurrent(actor.workspaceId, input);
    },

    /**
     * What the user keeps for themselves comes first: where that is refused, nothing has changed. @throws CommandError
     * `NOT_FOUND`, `INVALID_INPUT` where nothing is to change, and what {@link PreferencesOf} refuses
     */
    async update(
      actor: Actor,
      input: CommandInput<'updateConversation'>,
    ): Promise<CommandResults['updateConversation']> {
      const { workspaceId } = actor;
      const { archived, unread, pinned, muted } = input;
      if ([archived, unread, pinned, muted].every((field) => field === undefined)) {
        throw new CommandError('INVALID_INPUT', 'Say what is to change: archived, unread, pinned or muted.');
      }
      const known = await conversationDirectory.get(workspaceId, input.conversationId);
      if (!known) throw new CommandError('NOT_FOUND', 'There is no such conversation.');
      const isOwn = pinned !== undefined || muted !== undefined;
      const preferences = isOwn ? await nouns.preferences.set(actor, known.id, { pinned, muted }) : null;
      const conversation = await conversationDirectory.run(known, ({ id }) =>
        setFlags(workspaceId, id, { archived, unread }),
      );
      return { conversation, ...(preferences && { preferences }) };
    },

    async setTyping(actor: Actor, input: CommandInput<'setTyping'>): Promise<CommandResults['setTyping']> {
      const { workspaceId } = actor;
      const { isTyping } = input;
      const conversation = await find(workspaceId, input.conversationId);
      const customer = await identityOf(workspaceId, conversation.customerId);
      facts.publish({
        name: 'agent:typing',
        workspaceId,
        payload: { conversationId: conversation.id, userId: actor.userId, name: actor.name, isTyping },
      });
      await parts.sessions.setTyping({ workspaceId, channelId: conversation.channelId }, { customer, isTyping });
      return { conversationId: conversation.id, isTyping };
    },
  };

  async function markReadCurrent(
    workspaceId: string,
    input: CommandInput<'markRead'>,
  ): Promise<CommandResults['markRead']> {
    const conversation = await conversationDirectory.get(workspaceId, input.conversationId);
    if (!conversation) throw new CommandError('NOT_FOUND', 'There is no such conversation.');
    return conversationDirectory.run(conversation, ({ id: conversationId }) =>
      markRead(workspaceId, { ...input, conversationId }),
    );
  }

  async function markRead(workspaceId: string, input: CommandInput<'markRead'>): Promise<CommandResults['markRead']> {
    // What it answers is what there is by now.
    await summaries.catchUp(input.conversationId);
    const conversation = await find(workspaceId, input.conversationId);
    const upTo = await storage.messages.get(workspaceId, input.upTo);
    if (upTo?.conversationId !== conversation.id) throw new CommandError('NOT_FOUND', 'There is no such message.');

    let updated: StoredConversation | null;
    try {
      const count = await markMessagesRead(workspaceId, upTo);
      if (count === 0 && !conversation.isMarkedUnread) return { conversation: toConversation(conversation) };
      updated = await countOff(conversation, upTo.id, count);
    } catch (error) {
      // Messages may be read that are still counted as unread.
      summaries.doubt(workspaceId, conversation.id);
      throw error;
    }
    if (!updated) throw new CommandError('NOT_FOUND');
    const result = toConversation(updated);
    facts.publish({ name: 'conversation:updated', workspaceId, payload: { conversation: result } });
    return { conversation: result };
  }

  /** To be unread no more means what reading means; to be unread is but a mark. */
  async function setFlags(
    workspaceId: string,
    conversationId: string,
    { archived, unread }: Pick<CommandInput<'updateConversation'>, 'archived' | 'unread'>,
  ): Promise<Conversation> {
    await summaries.catchUp(conversationId);
    const before = await find(workspaceId, conversationId);
    if (unread === false && before.lastMessage)
      await markRead(workspaceId, { conversationId, upTo: before.lastMessage.id });
    const wanted: ConversationFlags = {
      ...(archived === undefined || archived === before.archived ? {} : { archived }),
      ...(unread === undefined || unread === before.isMarkedUnread ? {} : { isMarkedUnread: unread }),
    };
    if (Object.keys(wanted).length === 0) return toConversation(await find(workspaceId, conversationId));
    const updated = await write(workspaceId, (seq) =>
      storage.conversations.setFlags(workspaceId, { conversationId, ...wanted, seq }),
    );
    if (!updated) throw new CommandError('NOT_FOUND', 'There is no such conversation.');
    const conversation = toConversation(updated);
    facts.publish({ name: 'conversation:updated', workspaceId, payload: { conversation } });
    return conversation;
  }

  /** Other processes count in and off at the same time, so what is left is known to the database alone. */
  function countOff(
    { workspaceId, id }: StoredConversation,
    readUpTo: string,
    count: number,
  ): Promise<StoredConversation | null> {
    return write(workspaceId, (seq) =>
      storage.conversations.setRead(workspaceId, { conversationId: id, readUpTo, count, seq }),
    );
  }

  function write(
    workspaceId: string,
    store: (seq: number) => Promise<StoredConversation | null>,
  ): Promise<StoredConversation | null> {
    return changes.write(workspaceId, 1, async (seq) =>
      changes.renew(workspaceId, { written: await store(seq), given: seq }, (id, next) =>
        storage.conversations.raise(workspaceId, id, next),
      ),
    );
  }

  async function find(workspaceId: string, id: string): Promise<StoredConversation> {
    const conversation = await storage.conversations.get(workspaceId, id);
    if (!conversation) throw new CommandError('NOT_FOUND', 'There is no such conversation.');
    return conversation;
  }

  async function identityOf(workspaceId: string, contactId: string): Promise<CustomerIdentity> {
    const contact = await storage.contacts.get(workspaceId, contactId);
    if (!contact) throw new CommandError('NOT_FOUND');
    return { phoneNumber: contact.phoneNumber, lid: contact.lid };
  }

  /** @returns how many messages were still unread. */
  async function markMessagesRead(workspaceId: string, upTo: Message): Promise<number> {
    const { conversationId } = upTo;
    for (let count = 0; ; ) {
      const unread = await storage.messages.listUnread({ workspaceId, conversationId, upTo, limit: readBatch });
      if (unread.length === 0) return count;
      changes.outgrow(workspaceId, Math.max(...unread.map(({ seq }) => seq)));
      const at = clock.now();
      const numbered = await changes.write(workspaceId, unread.length, async (first) => {
        const messages = unread.map((message, index) => ({ ...message, seq: first + index }));
        count += await storage.messages.markRead(workspaceId, messages, at);
        return messages;
      });
      const readAt = new Date(at).toISOString();
      for (const message of numbered) {
        const read: Message = { ...message, status: 'read', readAt, updatedAt: readAt };
        facts.publish({ name: 'message:updated', workspaceId, payload: { message: read } });
        summaries.move(workspaceId, read);
      }
    }
  }
}
