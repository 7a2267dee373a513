import type { Message } from '@erp-whatsapp/shared/message';
import type { Changes } from './changes.ts';
import type { ConversationDirectory } from './conversationDirectory.ts';
import { createKeyedQueue, type KeyedQueue } from './keyedQueue.ts';
import type { MessageTimes } from './messages/messageTimes.ts';
import { toConversation } from './messages/toConversation.ts';
import type { DomainParts } from './parts.ts';
import type { StoredContact } from './ports/storage/contacts.ts';
import type { StoredConversation } from './ports/storage/conversations.ts';
import type { MessageMove, ThreadPosition, WhatsAppMessageKey } from './ports/storage/messages.ts';
import { createRecall } from './recall.ts';
import type { Summaries } from './summaries.ts';

/** Messages taken over in one go. */
const moveBatch = 500;
/** Contacts looked up at once at start. */
const contactBatch = 500;
/** How often a conversation can turn out to be another's already while it is merged: of two steps each is taken once. */
const maxTries = 5;

export type Merging = ReturnType<typeof createMerging>;

/**
 * Brings the conversations of customers together that turned out to be one. Each step can be cut off and taken again: first
 * the messages go over, and only then is a conversation another name of the other. See docs/decisions/009.
 */
export function createMerging(
  parts: Pick<DomainParts, 'storage' | 'facts' | 'peers' | 'clock' | 'log'>,
  nouns: {
    changes: Changes;
    conversationDirectory: ConversationDirectory;
    conversationQueue: KeyedQueue;
    messageTimes: MessageTimes;
    summaries: Pick<Summaries, 'doubt' | 'catchUp'>;
    applyEarly: (workspaceId: string, key: WhatsAppMessageKey, stored: Message) => Promise<void>;
  },
) {
  const { storage, facts, log } = parts;
  const { changes, conversationDirectory: directory, conversationQueue, messageTimes, summaries } = nouns;
  const merges = createKeyedQueue();
  const done = createRecall<true>(parts.clock.elapsed);
  let isClosed = false;
  facts.subscribeElsewhere(({ name, workspaceId, payload }) => {
    if (name !== 'conversation:updated') return;
    const { conversation } = payload;
    if (conversation.mergedInto) directory.redirect(workspaceId, conversation, conversation.mergedInto);
  });

  return {
    merge,

    /** The same for what is met again and again. @returns whether it was not done a moment ago already */
    async mergeOnce(contact: StoredContact, formerIds: readonly string[]): Promise<boolean> {
      const due = formerIds.filter((id) => done.find(`${contact.workspaceId}/${id}`) === null);
      if (due.length === 0) return false;
      await merge(contact, due);
      for (const id of due) done.keep(`${contact.workspaceId}/${id}`, true);
      return true;
    },

    /**
     * Takes what came under the former name of a conversation to where it belongs: another process may not have heard of
     * its merging for a while. @returns whether the id is a former name at all
     */
    async gather(workspaceId: string, conversationId: string): Promise<boolean> {
      const survivor = await storage.conversations.get(workspaceId, conversationId);
      if (!survivor || survivor.id === conversationId) return false;
      await moveAll({ workspaceId, from: conversationId, to: survivor, withPending: true });
      await moveEarlyStatuses(workspaceId, conversationId, survivor.id);
      // What else is done under that name goes to the survivor at once.
      directory.redirect(workspaceId, { ...survivor, id: conversationId }, survivor.id);
      summaries.doubt(workspaceId, survivor.id);
      await tellPending(survivor);
      return true;
    },

    /** Goes on with what a crash cut off. */
    async mend(): Promise<void> {
      for (const { workspaceId } of await storage.changes.listSummarised()) {
        const former = await storage.contacts.listMerged(workspaceId);
        for (let start = 0; start < former.length && !isClosed; start += contactBatch) {
          const ids = former.slice(start, start + contactBatch);
          const left = await storage.conversations.listUnmerged(workspaceId, ids);
          for (const contactId of new Set(left.map(({ customerId }) => customerId))) {
            const contact = await storage.contacts.get(workspaceId, contactId);
            if (contact) await merge(contact, [contactId]).catch(noteFailure);
          }
        }
      }
    },

    close(): void {
      isClosed = true;
    },
  };

  /** Makes what is found under former contacts the contact's own. Asked again, it goes on where it was cut off. */
  async function merge(contact: StoredContact, formerIds: readonly string[]): Promise<void> {
    const { workspaceId } = contact;
    await merges.run(contact.id, async () => {
      for (const conversation of await storage.conversations.listUnmerged(workspaceId, formerIds)) {
        await bringTogether(conversation, contact);
      }
    });
  }

  async function bringTogether(conversation: StoredConversation, contact: StoredContact): Promise<void> {
    const { workspaceId, channelId } = conversation;
    for (let tries = 0; tries < maxTries; tries += 1) {
      const survivor = await storage.conversations.find({ workspaceId, channelId }, contact.id);
      if (survivor?.id === conversation.id) return;
      if (survivor) {
        await mergeInto(conversation, survivor);
        return;
      }
      if (await handOver(conversation, contact)) return;
    }
    throw new Error(`The conversation ${conversation.id} kept changing while it was merged.`);
  }

  /** The contact has no conversation there: it gets this one, which keeps its id. */
  async function handOver(conversation: StoredConversation, contact: StoredContact): Promise<boolean> {
    const { workspaceId, id } = conversation;
    const move = { workspaceId, from: id, to: { id, customerId: contact.id }, withPending: true };
    const after = await moveAll(move);
    const from = conversation.customerId;
    const handed = await changes.write(workspaceId, 1, async (seq) => {
      const written = await storage.conversations.handOver(workspaceId, { conversationId: id, from, to: contact, seq });
      return raise(workspaceId, { written, given: seq });
    });
    directory.forget(conversation);
    if (!handed) return false;
    directory.forget(handed);
    // What came meanwhile came for the former contact.
    await moveAll({ ...move, after });
    facts.publish({
      name: 'conversation:updated',
      workspaceId,
      payload: { conversation: toConversation(handed) },
    });
    return true;
  }

  /** Nothing is stored in either meanwhile, but for what other processes do: see {@link gather}. */
  async function mergeInto(conversation: StoredConversation, survivor: StoredConversation): Promise<void> {
    const { workspaceId, id } = conversation;
    // What waits to be sent comes last and in one go, so that nothing later of the same conversation overtakes it.
    await moveAll({ workspaceId, from: id, to: survivor, withPending: false });
    const merged = await conversationQueue.run(id, () =>
      conversationQueue.run(survivor.id, async () => {
        // What is counted in there afterwards would look as if another process did not know yet.
        await summaries.catchUp(id).catch(noteFailure);
        directory.redirect(workspaceId, conversation, survivor.id);
        try {
          await moveAll({ workspaceId, from: id, to: survivor, withPending: true });
          await moveEarlyStatuses(workspaceId, id, survivor.id);
          const alias = await changes.write(workspaceId, 2, async (survivorSeq) => {
            const seq = survivorSeq + 1;
            const change = { conversationId: id, mergedInto: survivor.id, seq, survivorSeq };
            const written = await storage.conversations.mergeInto(workspaceId, change);
            return raise(workspaceId, { written, given: seq });
          });
          messageTimes.forget(survivor);
          summaries.doubt(workspaceId, survivor.id);
          return alias;
        } catch (error) {
          directory.restore(id);
          throw error;
        }
      }),
    );
    await tellPending(survivor);
    // So that a list always has one of the two. Beside other processes it takes too long.
    if (parts.peers.isAlone) {
      await conversationQueue.run(survivor.id, () => summaries.catchUp(survivor.id)).catch(noteFailure);
    }
    if (merged) facts.publish({ name: 'conversation:updated', workspaceId, payload: { conversation: merged } });
    log.info({ conversationId: id, mergedInto: survivor.id }, 'two conversations turned out to be one customer’s');
  }

  /** @returns where it ended */
  async function moveAll({
    workspaceId,
    from,
    to,
    withPending,
    after: begin = null,
  }: Pick<MessageMove, 'from' | 'withPending'> & {
    workspaceId: string;
    to: Pick<StoredConversation, 'id' | 'customerId'>;
    after?: ThreadPosition | null;
  }): Promise<ThreadPosition | null> {
    const move = { from, to: to.id, contactId: to.customerId, withPending, limit: moveBatch };
    for (let after = begin; ; ) {
      const { last, united } = await storage.messages.move(workspaceId, { ...move, after });
      for (const id of united) await tellUnited(workspaceId, id);
      if (!last) return after;
      after = last;
    }
  }

  /** Two copies of one message became one: what it says now is a change of it. */
  async function tellUnited(workspaceId: string, id: string): Promise<void> {
    await changes.write(workspaceId, 1, async (seq) => {
      const message = await storage.messages.raise(workspaceId, id, seq);
      if (message) facts.publish({ name: 'message:updated', workspaceId, payload: { message } });
    });
  }

  async function moveEarlyStatuses(workspaceId: string, from: string, to: string): Promise<void> {
    for (const key of await storage.messages.moveEarlyStatuses(workspaceId, { from, to })) {
      const message = await storage.messages.findByWhatsappId(workspaceId, key);
      if (message) await nouns.applyEarly(workspaceId, key, message);
    }
  }

  /** Whoever sends looks at the survivor now. */
  async function tellPending({ workspaceId, id }: StoredConversation): Promise<void> {
    const [message] = await storage.messages.listPending(workspaceId, id, 1);
    if (message) facts.publish({ name: 'message:updated', workspaceId, payload: { message } });
  }

  function raise<T extends { id: string; seq: number }>(
    workspaceId: string,
    numbered: { written: T | null; given: number },
  ): Promise<T | null> {
    return changes.renew(workspaceId, numbered, async (id, seq) => {
      const raised = await storage.conversations.raise(workspaceId, id, seq);
      return raised && numbered.written && { ...numbered.written, seq: raised.seq };
    });
  }

  function noteFailure(error: unknown): void {
    log.error({ err: error }, 'conversations of one customer were not brought together; it is tried again');
  }
}
