import type { Message } from '@erp-whatsapp/shared/message';
import type { Storage } from '../domain/ports/storage/storage.ts';
import type { ChannelRef } from '../domain/ports/whatsapp.ts';
import { addHistory, type PastMessage } from '../embedded/whatsapp/addHistory.ts';
import type { Story } from './story/story.ts';

/** More than any story has lines. */
const longest = 100;

/**
 * Has the simulator's phones show what the stories tell, so that both sides can go on from there.
 * @param folder the simulator's, which must not run
 */
export async function showOnPhones(
  { storage, channel, folder }: { storage: Storage; channel: ChannelRef; folder: string },
  stories: readonly Story[],
): Promise<void> {
  const business = (await storage.channels.get(channel))?.phoneNumber;
  if (!business) throw new Error('The linked number has gone while it was being used.');
  const own = stories.filter(({ phone }) => phone !== null);
  const threads = await Promise.all(own.map((story) => readThread(business, story)));
  addHistory(folder, threads.flat());

  async function readThread(business: string, { phoneNumber, lines }: Story): Promise<PastMessage[]> {
    const { workspaceId } = channel;
    const contact = await storage.contacts.find(workspaceId, { phoneNumber, lid: null });
    const conversation = contact && (await storage.conversations.find(channel, contact.id));
    if (!conversation) return [];
    const page = { workspaceId, conversationId: conversation.id, limit: longest };
    const messages = await storage.messages.page(page);
    const texts = new Set(lines.map(({ text }) => text));
    const told = messages.filter(({ content }) => texts.has(content));
    return told.flatMap((message) => toPastMessage({ business, customer: phoneNumber }, message, messages));
  }
}

/** What a phone does not have yet, it does not show. */
function toPastMessage(
  people: Pick<PastMessage, 'business' | 'customer'>,
  message: Message,
  thread: readonly Message[],
): PastMessage[] {
  const { messageId: id, status, isOutgoing, content, createdAt, replyTo } = message;
  if (id === null || (status !== 'delivered' && status !== 'read')) return [];
  return [
    {
      ...people,
      isFromBusiness: isOutgoing,
      ...{ id, status, text: content, at: Date.parse(createdAt) },
      replyTo: thread.find((other) => other.id === replyTo)?.messageId ?? null,
    },
  ];
}
