import type { Message } from '@erp-whatsapp/shared/message';
import type { DomainParts } from '../parts.ts';
import type { NewMessage } from '../ports/storage.ts';
import { toConversation } from './toConversation.ts';

/**
 * Stores a message and tells everyone, then counts it into its conversation and tells that: what was told is on disk, and
 * nobody waits for what is only derived from it. What is stored already is answered as it is, and nobody is told twice.
 */
export async function recordMessage(
  parts: Pick<DomainParts, 'storage' | 'facts'>,
  mobileNo: string,
  message: Omit<NewMessage, 'seq'>,
): Promise<{ message: Message; isNew: boolean; fingerprint: string | null }> {
  const { storage, facts } = parts;
  const { workspaceId } = message;
  const seq = await storage.changes.reserve(workspaceId, 2);
  const inserted = await storage.messages.insert({ ...message, seq });
  if (!inserted.isNew) return inserted;
  facts.publish({ name: 'message:created', workspaceId, payload: { message: inserted.message, mobileNo } });

  const stored = await storage.conversations.addMessage(workspaceId, {
    message: inserted.message,
    isUnread: message.senderType === 'customer',
    seq: seq + 1,
  });
  if (!stored) throw new Error(`message ${message.id} is stored, but its conversation is gone`);
  const conversation = toConversation(stored);
  facts.publish({ name: 'conversation:updated', workspaceId, payload: { conversation } });
  return inserted;
}
