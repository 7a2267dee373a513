import type { Message } from '@erp-whatsapp/shared/message';
import type { Nouns } from '../nouns.ts';
import type { DomainParts } from '../parts.ts';
import type { NewMessage } from '../ports/storage/messages.ts';

/**
 * Stores a message, tells everyone, and has it counted into its conversation: what was told is on disk, and nobody waits
 * for what only derives from it. What is stored already is answered as it is, and nobody is told twice. To be called
 * within the conversation's queue.
 */
export async function recordMessage(
  { storage, facts, changes, summaries }: Pick<DomainParts, 'storage' | 'facts'> & Pick<Nouns, 'changes' | 'summaries'>,
  mobileNo: string,
  message: Omit<NewMessage, 'seq'>,
): Promise<{ message: Message; isNew: boolean; fingerprint: string | null }> {
  const { workspaceId } = message;
  return changes.write(workspaceId, 1, async (seq) => {
    const inserted = await storage.messages.insert({ ...message, seq });
    if (!inserted.isNew) return inserted;
    facts.publish({ name: 'message:created', workspaceId, payload: { message: inserted.message, mobileNo } });
    summaries.add(workspaceId, inserted.message);
    return inserted;
  });
}
