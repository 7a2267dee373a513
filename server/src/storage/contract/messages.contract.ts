import { describe, expect, it } from 'vitest';
import type { Storage } from '../../domain/ports/storage/storage.ts';
import {
  addChannel,
  addConversation,
  atOnce,
  type GetStorage,
  insert,
  newId,
  newIncoming,
  newOutgoing,
  noon,
  setStage,
} from './stage.ts';

/** One message, however often it is sent or delivered at once. Throws what it misses. */
export async function checkInsertsOnce(storage: Storage): Promise<void> {
  const { workspaceId, conversation } = await setStage(storage);
  const clientMessageId = newId();
  const whatsappId = newId();

  for (const again of [
    () => newOutgoing(conversation, { clientMessageId, whatsappId: newId(), fingerprint: 'first' }),
    () => newIncoming(conversation, { whatsappId }),
  ]) {
    const inserted = await atOnce(50, () => storage.messages.insert(again()));
    expect(inserted.filter(({ isNew }) => isNew)).toHaveLength(1);
    const stored = inserted.find(({ isNew }) => isNew);
    for (const one of inserted) expect({ ...one, isNew: true }).toEqual(stored);
  }
  const thread = await storage.messages.page({ workspaceId, conversationId: conversation.id, limit: 100 });
  expect(thread).toHaveLength(2);
}

/** Messages that come together go together; one that is there already does not keep the others back. */
async function checkInsertsTogether(storage: Storage): Promise<void> {
  const { workspaceId, conversation } = await setStage(storage);
  const known = newOutgoing(conversation);
  await storage.messages.insert(known);
  const wanted = Array.from({ length: 60 }, (_, index) =>
    index % 3 === 0
      ? newOutgoing(conversation, { clientMessageId: known.clientMessageId })
      : newOutgoing(conversation, { createdAt: noon + index }),
  );
  const inserted = await atOnce(60, (index) => storage.messages.insert(wanted[index] ?? known));
  expect(inserted.map(({ isNew }) => isNew)).toEqual(wanted.map((_, index) => index % 3 !== 0));
  expect(inserted.map(({ message }) => message.id)).toEqual(
    wanted.map(({ id }, index) => (index % 3 === 0 ? known.id : id)),
  );
  const thread = await storage.messages.page({ workspaceId, conversationId: conversation.id, limit: 100 });
  expect(thread).toHaveLength(41);
}

export function describeMessages(storage: GetStorage): void {
  describe('messages', () => {
    it('go together when they come together, each with an answer of its own', () => checkInsertsTogether(storage()));

    it('come back as they were stored', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const message = newOutgoing(conversation, { replyTo: newId(), content: '$set: {"a.b": "\0"} 🦊', raw: '{}' });
      const { message: stored, isNew, fingerprint } = await storage().messages.insert(message);
      expect(isNew).toBe(true);
      expect(fingerprint).toBe('fingerprint');
      const time = new Date(noon).toISOString();
      expect(stored).toEqual({
        id: message.id,
        messageId: message.whatsappId,
        clientMessageId: message.clientMessageId,
        conversationId: conversation.id,
        channelId: conversation.channelId,
        customerId: conversation.customerId,
        content: message.content,
        messageType: 'text',
        isOutgoing: true,
        senderType: 'agent',
        sender: message.sender,
        status: 'pending',
        error: null,
        media: null,
        replyTo: message.replyTo,
        reactions: [],
        isTemplate: false,
        templateName: null,
        bulkMessageId: null,
        isPlaceholder: false,
        createdAt: time,
        updatedAt: time,
        sentAt: null,
        deliveredAt: null,
        readAt: null,
        timestamp: time,
        seq: 1,
      });
      expect(await storage().messages.get(workspaceId, message.id)).toEqual(stored);
      expect(await storage().messages.get(workspaceId, newId())).toBeNull();
    });

    it('are stored once, however many deliver them at once', async () => {
      await checkInsertsOnce(storage());
    });

    it('answer what was stored first, with its fingerprint, whichever key it is known by', async () => {
      const { conversation } = await setStage(storage());
      const first = newOutgoing(conversation, { fingerprint: 'first' });
      const { message } = await storage().messages.insert(first);
      const later = { fingerprint: 'later', content: 'Other', createdAt: noon + 9, seq: 9 };
      const answer = { message, isNew: false, fingerprint: 'first' };
      const { clientMessageId, whatsappId, id } = first;
      expect(await storage().messages.insert(newOutgoing(conversation, { ...later, clientMessageId }))).toEqual(answer);
      expect(await storage().messages.insert(newOutgoing(conversation, { ...later, whatsappId }))).toEqual(answer);
      expect(await storage().messages.insert(newOutgoing(conversation, { ...later, id }))).toEqual(answer);
    });

    it('are different ones in another direction, conversation or workspace, and without ids', async () => {
      const { messages } = storage();
      const [stage, other] = [await setStage(storage()), await setStage(storage())];
      const [whatsappId, clientMessageId] = [newId(), newId()];
      for (const message of [
        newIncoming(stage.conversation, { whatsappId }),
        newOutgoing(stage.conversation, { whatsappId, clientMessageId }),
        newIncoming(other.conversation, { whatsappId }),
        newOutgoing(other.conversation, { whatsappId, clientMessageId }),
        newOutgoing(stage.conversation, { whatsappId: null, clientMessageId: null }),
        newOutgoing(stage.conversation, { whatsappId: null, clientMessageId: null }),
      ]) {
        expect(await messages.insert(message)).toMatchObject({ isNew: true, message: { id: message.id } });
      }
    });

    it('that are placeholders get their content once, and keep all else', async () => {
      const { messages } = storage();
      const { workspaceId, conversation } = await setStage(storage());
      const content = { content: 'Read', messageType: 'image', replyTo: newId(), raw: '{}' } as const;
      const replacement = { ...content, at: noon + 9, seq: 9 };
      const plain = await insert(storage(), newIncoming(conversation));
      expect(await messages.replacePlaceholder(workspaceId, plain.id, replacement)).toBeNull();

      const { id } = await insert(
        storage(),
        newIncoming(conversation, { content: 'Wait', isPlaceholder: true, seq: 3 }),
      );
      await messages.markRead(workspaceId, [{ id, seq: 4 }], noon + 1);
      const before = await messages.get(workspaceId, id);
      expect(before).toMatchObject({ isPlaceholder: true, content: 'Wait' });
      const replaced = await messages.replacePlaceholder(workspaceId, id, replacement);
      const { raw: _, ...shown } = content;
      const updatedAt = new Date(noon + 9).toISOString();
      expect(replaced).toEqual({ ...before, ...shown, isPlaceholder: false, seq: 9, updatedAt });
      expect(await messages.replacePlaceholder(workspaceId, id, { ...replacement, content: 'Again' })).toBeNull();
      expect(await messages.get(workspaceId, id)).toEqual(replaced);
    });

    it('that are placeholders give no read receipt until they have their content', async () => {
      const { messages } = storage();
      const { workspaceId, conversation, channel } = await setStage(storage());
      const { id } = await insert(storage(), newIncoming(conversation, { isPlaceholder: true }));
      await messages.markRead(workspaceId, [{ id, seq: 4 }], noon);
      expect(await messages.listReceiptsDue(channel, 10)).toEqual([]);
      const replacement = { content: 'Read', messageType: 'text', replyTo: null, raw: null, at: noon, seq: 9 } as const;
      await messages.replacePlaceholder(workspaceId, id, replacement);
      expect(await messages.listReceiptsDue(channel, 10)).toMatchObject([{ id }]);
    });

    it('are found by what makes them one at WhatsApp', async () => {
      const { messages } = storage();
      const { workspaceId, conversation, channel } = await setStage(storage());
      const outgoing = newOutgoing(conversation);
      const { message } = await messages.insert(outgoing);
      const key = {
        channelId: channel.channelId,
        conversationId: conversation.id,
        isOutgoing: true,
        whatsappId: message.messageId ?? '',
      };
      expect(await messages.findByWhatsappId(workspaceId, key)).toEqual(message);
      expect(await messages.findByWhatsappId(workspaceId, { ...key, isOutgoing: false })).toBeNull();
      expect(await messages.findByWhatsappId(workspaceId, { ...key, conversationId: newId() })).toBeNull();
      expect(await messages.findByWhatsappId(workspaceId, { ...key, channelId: newId() })).toBeNull();
    });

    it('are counted from a moment on and before the next, by channel and direction', async () => {
      const { workspaceId, channel, conversation } = await setStage(storage());
      const other = await addChannel(storage(), workspaceId);
      const there = await addConversation(storage(), other);
      for (const createdAt of [noon - 1, noon, noon + 1, noon + 9, noon + 10]) {
        await insert(storage(), newIncoming(conversation, { createdAt }));
      }
      for (const status of ['pending', 'failed', 'sent'] as const) {
        await insert(storage(), newOutgoing(conversation, { createdAt: noon + 5, status }));
      }
      await insert(storage(), newIncoming(there.conversation));
      const { messages } = storage();
      const range = { from: noon, to: noon + 10 };
      expect(await messages.countBetween(channel, { ...range, isOutgoing: false })).toBe(3);
      expect(await messages.countBetween(channel, { ...range, isOutgoing: true })).toBe(3);
      expect(await messages.countBetween(other, { ...range, isOutgoing: false })).toBe(1);
      expect(await messages.countBetween(other, { ...range, isOutgoing: true })).toBe(0);
      expect(await messages.countBetween(channel, { from: noon + 11, to: noon + 99, isOutgoing: false })).toBe(0);
    });

    it('that start further on have passed what lies before', async () => {
      const { conversation } = await setStage(storage());
      const time = new Date(noon).toISOString();
      const stamps = async (status: 'sent' | 'delivered' | 'read' | 'failed') => {
        const { message } = await storage().messages.insert(newIncoming(conversation, { status }));
        return [message.sentAt, message.deliveredAt, message.readAt];
      };
      expect(await stamps('failed')).toEqual([null, null, null]);
      expect(await stamps('sent')).toEqual([time, null, null]);
      expect(await stamps('delivered')).toEqual([time, time, null]);
      expect(await stamps('read')).toEqual([time, time, time]);
    });
  });
}
