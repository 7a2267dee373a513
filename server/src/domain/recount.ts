import { setTimeout as pause } from 'node:timers/promises';
import type { Changes } from './changes.ts';
import { type Counted, countMessages, saysSo } from './countMessages.ts';
import type { DomainParts } from './parts.ts';
import type { StoredConversation } from './ports/storage/conversations.ts';

/** Longer than any process takes to count in what it stored, in milliseconds. */
const lookPause = 1_500;
/** So often is looked again at a conversation in which much happens. */
const maxTries = 10;

type ConversationRef = { workspaceId: string; conversationId: string };

/**
 * Makes a conversation's summary from its messages, whatever it says. @returns the conversation when it was changed.
 * To be called within the conversation's queue, where nobody else writes; other processes may.
 */
export function createRecount(
  { storage, peers }: Pick<DomainParts, 'storage' | 'peers'>,
  { changes }: { changes: Changes },
): (ref: ConversationRef) => Promise<StoredConversation | null> {
  return peers.isAlone ? recount : recountBeside;

  async function recount({ workspaceId, conversationId }: ConversationRef): Promise<StoredConversation | null> {
    const counted = await countMessages(storage, { workspaceId, conversationId });
    if (!counted) return null;
    return changes.write(workspaceId, 1, (seq) =>
      storage.conversations.summarise(workspaceId, { conversationId, ...counted, seq }),
    );
  }

  /**
   * Another process may have stored a message that it has not counted in yet: what it will add must not be counted twice. So
   * only what stays wrong is made right, and only while nobody else changes it.
   */
  async function recountBeside(ref: ConversationRef): Promise<StoredConversation | null> {
    const { workspaceId, conversationId } = ref;
    let before = await look(ref);
    for (let tries = 0; tries < maxTries; tries += 1) {
      if (!before || saysSo(before.conversation, before.counted)) return null;
      await pause(lookPause, undefined, { ref: false });
      const now = await look(ref);
      if (!now || saysSo(now.conversation, now.counted)) return null;
      const seenSeq = now.conversation.seq;
      if (isSame(before, now)) {
        const mended = await changes.write(workspaceId, 1, (seq) =>
          storage.conversations.summarise(workspaceId, { conversationId, ...now.counted, seq, seenSeq }),
        );
        if (mended) return mended;
      }
      before = now;
    }
    throw new Error('Too much happens in the conversation for counting its messages anew.');
  }

  async function look(ref: ConversationRef): Promise<Look | null> {
    const [conversation, counted] = await Promise.all([
      storage.conversations.get(ref.workspaceId, ref.conversationId),
      countMessages(storage, ref),
    ]);
    // One that became another name of this one is counted there.
    if (!conversation || conversation.id !== ref.conversationId || !counted) return null;
    return { conversation, counted };
  }
}

type Look = { conversation: StoredConversation; counted: Counted };

function isSame(before: Look, now: Look): boolean {
  return (
    before.conversation.seq === now.conversation.seq &&
    before.counted.totalMessages === now.counted.totalMessages &&
    before.counted.unreadCount === now.counted.unreadCount &&
    before.counted.turn.waitingFrom?.id === now.counted.turn.waitingFrom?.id &&
    before.counted.newest.seq === now.counted.newest.seq
  );
}
