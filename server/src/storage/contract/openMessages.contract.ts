import { describe, expect, it } from 'vitest';
import {
  addChannel,
  addConversation,
  type GetStorage,
  insert,
  newId,
  newIncoming,
  newOutgoing,
  noon,
  setStage,
} from './stage.ts';

export function describeOpenMessages(storage: GetStorage): void {
  describe('what is to be sent', () => {
    it('comes in the order of the thread, until it is settled', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const { messages } = storage();
      const ids = [newId(), newId(), newId()].toSorted();
      for (const [id, createdAt] of [
        [ids[2], noon],
        [ids[1], noon],
        [ids[0], noon + 1],
      ] as const) {
        await insert(storage(), newOutgoing(conversation, { id, createdAt }));
      }
      await insert(storage(), newOutgoing(conversation, { status: 'sent', createdAt: noon - 1 }));
      await insert(storage(), newIncoming(conversation, { createdAt: noon - 1 }));
      const all = await messages.listPending(workspaceId, conversation.id, 10);
      expect(all.map(({ id }) => id)).toEqual([ids[1], ids[2], ids[0]]);
      for (const [id, status] of [
        [ids[1], 'sent'],
        [ids[2], 'failed'],
        [ids[0], 'read'],
      ] as const) {
        const [next] = await messages.listPending(workspaceId, conversation.id, 1);
        expect(next?.id).toBe(id);
        await messages.advanceStatus(workspaceId, id ?? '', { status, error: null, at: noon, seq: 2 });
      }
      expect(await messages.listPending(workspaceId, conversation.id, 10)).toEqual([]);
    });

    it('is known by conversation, the one that waits longest first', async () => {
      const { workspaceId, channel, conversation: first } = await setStage(storage());
      const { conversation: second } = await addConversation(storage(), channel);
      const { conversation: done } = await addConversation(storage(), channel);
      const elsewhere = await addConversation(storage(), await addChannel(storage(), workspaceId));
      for (const [conversation, createdAt, status] of [
        [first, noon + 2, 'pending'],
        [second, noon + 1, 'pending'],
        [second, noon + 3, 'pending'],
        [done, noon, 'sent'],
        [elsewhere.conversation, noon, 'pending'],
      ] as const) {
        await insert(storage(), newOutgoing(conversation, { createdAt, status }));
      }
      expect(await storage().messages.conversationsWithPending(channel)).toEqual([second.id, first.id]);
      const unknown = { workspaceId, channelId: newId() };
      expect(await storage().messages.conversationsWithPending(unknown)).toEqual([]);
    });

    it('is counted by channel', async () => {
      const { workspaceId, channel, conversation } = await setStage(storage());
      const elsewhere = await addConversation(storage(), await addChannel(storage(), workspaceId));
      for (const to of [conversation, conversation, elsewhere.conversation]) await insert(storage(), newOutgoing(to));
      await insert(storage(), newOutgoing(conversation, { status: 'sent' }));
      await insert(storage(), newIncoming(conversation));
      expect(await storage().messages.countPending(channel)).toBe(2);
      expect(await storage().messages.countPending({ workspaceId, channelId: newId() })).toBe(0);
    });
  });

  describe('what is unread', () => {
    it('is counted and listed up to a place in the thread, and no longer once it was read', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const { messages } = storage();
      const ids = Array.from({ length: 5 }, newId).toSorted();
      // The first two are of one instant.
      for (const [index, id] of ids.entries()) {
        await insert(storage(), newIncoming(conversation, { id, createdAt: noon + Math.max(index, 1) }));
      }
      await insert(storage(), newOutgoing(conversation, { status: 'delivered' }));
      await insert(storage(), newIncoming(conversation, { status: 'read' }));
      const list = async (upToIndex: number, limit = 10) => {
        const upTo = await messages.get(workspaceId, ids[upToIndex] ?? '');
        if (!upTo) throw new Error('not stored');
        const found = await messages.listUnread({ workspaceId, conversationId: conversation.id, upTo, limit });
        return found.map(({ id }) => ids.indexOf(id));
      };
      expect(await messages.countUnread(workspaceId, conversation.id)).toBe(5);
      expect(await messages.newestUnread(workspaceId, conversation.id)).toMatchObject({ id: ids.at(-1) });
      expect(await list(0)).toEqual([0]);
      expect(await list(1)).toEqual([0, 1]);
      expect(await list(4)).toEqual([0, 1, 2, 3, 4]);
      expect(await list(4, 2)).toEqual([0, 1]);

      const changes = ids.slice(0, 3).map((id, index) => ({ id, seq: 10 + index }));
      expect(await messages.markRead(workspaceId, changes, noon + 60)).toBe(3);
      expect(await messages.markRead(workspaceId, changes, noon + 60)).toBe(0);
      expect(await messages.markRead(workspaceId, [], noon + 60)).toBe(0);
      const time = new Date(noon + 60).toISOString();
      for (const { id, seq } of changes) {
        expect(await messages.get(workspaceId, id)).toMatchObject({
          status: 'read',
          readAt: time,
          updatedAt: time,
          seq,
        });
      }
      expect(await messages.countUnread(workspaceId, conversation.id)).toBe(2);
      expect(await list(4)).toEqual([3, 4]);

      // What was read stays as it was read first, and what goes out is not read by us.
      await messages.markRead(workspaceId, [{ id: ids[0] ?? '', seq: 99 }], noon + 90);
      expect(await messages.get(workspaceId, ids[0] ?? '')).toMatchObject({ readAt: time, seq: 10 });
    });

    it('does not end by an agent reading what the agents wrote', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const message = await insert(storage(), newOutgoing(conversation, { status: 'delivered' }));
      await storage().messages.markRead(workspaceId, [{ id: message.id, seq: 9 }], noon + 1);
      expect(await storage().messages.get(workspaceId, message.id)).toEqual(message);
    });
  });

  describe('read receipts', () => {
    it('are due from reading until they are cleared, oldest first, for each channel', async () => {
      const { workspaceId, channel, conversation } = await setStage(storage());
      const { messages } = storage();
      const customerId = conversation.customerId;
      const [second, first, nameless] = [
        await insert(storage(), newIncoming(conversation, { createdAt: noon + 2, whatsappId: 'B' })),
        await insert(storage(), newIncoming(conversation, { createdAt: noon + 1, whatsappId: 'A' })),
        await insert(storage(), newIncoming(conversation, { whatsappId: null })),
      ];
      expect(await messages.listReceiptsDue(channel, 10)).toEqual([]);
      const changes = [second, first, nameless].map(({ id }, index) => ({ id, seq: index + 2 }));
      await messages.markRead(workspaceId, changes, noon + 60);
      const due = [
        { id: first.id, customerId, whatsappId: 'A' },
        { id: second.id, customerId, whatsappId: 'B' },
      ];
      expect(await messages.listReceiptsDue(channel, 10)).toEqual(due);
      expect(await messages.listReceiptsDue(channel, 1)).toEqual(due.slice(0, 1));
      expect(await messages.listReceiptsDue(await addChannel(storage(), workspaceId), 10)).toEqual([]);
      await messages.clearReceiptsDue(workspaceId, [first.id]);
      await messages.clearReceiptsDue(workspaceId, []);
      expect(await messages.listReceiptsDue(channel, 10)).toEqual(due.slice(1));
      await messages.clearReceiptsDue(workspaceId, [second.id]);
      expect(await messages.listReceiptsDue(channel, 10)).toEqual([]);
    });
  });
}
