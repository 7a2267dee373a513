import type { Message } from '@erp-whatsapp/shared/message';
import { describe, expect, it } from 'vitest';
import { noTurn as beforeAny, isUnclear, takeTurn, toTurn } from '../../domain/turns.ts';
import { createRandom } from '../../testing/chaos/random.ts';
import {
  addConversation,
  type GetStorage,
  insert,
  newId,
  newIncoming,
  newOutgoing,
  noon,
  noTurn,
  setStage,
  toAdded,
} from './stage.ts';

export function describeTurns(storage: GetStorage): void {
  describe('whose turn it is', () => {
    it('is the customer’s since the first message after the business’s last one', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const { conversations, messages } = storage();
      const at = (offset: number) => new Date(noon + offset).toISOString();
      const write = async (make: typeof newIncoming, offset: number) => {
        const message = await insert(storage(), make(conversation, { createdAt: noon + offset }));
        const counted = await conversations.addMessages(workspaceId, toAdded(message, offset));
        expect(counted?.turn).toEqual(await messages.readTurn(workspaceId, conversation.id));
        return counted?.waitingSince;
      };
      expect(conversation).toMatchObject({ waitingSince: null, turn: noTurn });
      expect(await write(newOutgoing, 1)).toBeNull();
      expect(await write(newIncoming, 2)).toBe(at(2));
      expect(await write(newIncoming, 3)).toBe(at(2));
      expect(await write(newOutgoing, 4)).toBeNull();
      // Imported late: before the answer, and before what waits.
      expect(await write(newIncoming, 1)).toBeNull();
      expect(await write(newIncoming, 9)).toBe(at(9));
      expect(await write(newIncoming, 7)).toBe(at(7));
      expect(await write(newOutgoing, 0)).toBe(at(7));
      const { data } = await conversations.list({ workspaceId, limit: 10 });
      expect(data).toMatchObject([{ waitingSince: at(7) }]);
    });

    it.each(Array.from({ length: 12 }, (_, seed) => seed + 1))(
      'is right whatever the order and the batches in which messages are counted, or not told (%i)',
      async (seed) => {
        const random = createRandom(`turns ${seed}`);
        const { workspaceId, conversation } = await setStage(storage());
        const { conversations, messages } = storage();
        const written: Message[] = [];
        for (let index = 0; index < 14; index += 1) {
          const make = random.integer(0, 2) === 0 ? newOutgoing : newIncoming;
          // Some within the same millisecond.
          written.push(await insert(storage(), make(conversation, { createdAt: noon + random.integer(0, 9) })));
        }
        const left = random.shuffle(written);
        const batches: Message[][] = [];
        while (left.length > 0) batches.push(left.splice(0, random.integer(1, 4)));
        await Promise.all(
          batches.map((batch, index) => {
            const [first] = batch;
            if (!first) throw new Error('A batch is empty.');
            const turn = toTurn(batch.reduce(takeTurn, beforeAny));
            return conversations.addMessages(workspaceId, { ...toAdded(first, index), count: batch.length, turn });
          }),
        );
        const truth = await messages.readTurn(workspaceId, conversation.id);
        const counted = await conversations.get(workspaceId, conversation.id);
        expect(counted?.turn).toMatchObject({ outgoingTo: truth.outgoingTo, incomingTo: truth.incomingTo });
        if (counted && isUnclear(counted.turn)) expect(counted.waitingSince).toBeNull();
        else expect(counted?.turn).toEqual(truth);
      },
    );

    it('is read from the messages, in which the system’s are nobody’s', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const { messages } = storage();
      expect(await messages.readTurn(workspaceId, conversation.id)).toEqual(noTurn);
      await insert(storage(), newIncoming(conversation, { createdAt: noon, senderType: 'system' }));
      expect(await messages.readTurn(workspaceId, conversation.id)).toEqual(noTurn);
    });
  });

  describe('an archived conversation', () => {
    it('comes back with what the customer writes, and with nothing else', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const { conversations } = storage();
      const { id: conversationId } = conversation;
      const write = async (make: typeof newIncoming, offset: number) => {
        const message = await insert(storage(), make(conversation, { createdAt: noon + offset }));
        return (await conversations.addMessages(workspaceId, toAdded(message, offset)))?.archived;
      };
      await write(newIncoming, 5);
      expect(await conversations.setFlags(workspaceId, { conversationId, archived: true, seq: 9 })).toMatchObject({
        archived: true,
        isMarkedUnread: false,
        seq: 9,
      });
      expect(await write(newOutgoing, 10)).toBe(true);
      expect(await write(newIncoming, 4), 'imported late').toBe(true);
      expect(await write(newIncoming, 11)).toBe(false);
      await conversations.setFlags(workspaceId, { conversationId, archived: true, seq: 12 });
      expect(await conversations.setFlags(workspaceId, { conversationId, archived: false, seq: 13 })).toMatchObject({
        archived: false,
      });
      expect(
        await conversations.setFlags(workspaceId, { conversationId: newId(), archived: true, seq: 14 }),
      ).toBeNull();
    });

    it('comes back by a summary made anew only where that knows of more', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const { conversations } = storage();
      const { id: conversationId } = conversation;
      const known = await insert(storage(), newIncoming(conversation, { createdAt: noon + 1 }));
      await conversations.addMessages(workspaceId, toAdded(known, 2));
      await conversations.setFlags(workspaceId, { conversationId, archived: true, seq: 3 });
      const summarise = (newest: Message, seq: number) => {
        const { turn } = toAdded(newest, seq);
        return conversations.summarise(workspaceId, {
          ...{ conversationId, newest, totalMessages: 1, unreadCount: 1, turn, seq },
        });
      };
      expect(await summarise(known, 4)).toMatchObject({ archived: true });
      const missed = await insert(storage(), newIncoming(conversation, { createdAt: noon + 2 }));
      expect(await summarise(missed, 5)).toMatchObject({ archived: false, waitingSince: missed.createdAt });
    });
  });

  describe('the mark as unread', () => {
    it('goes with reading and with what the business writes', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const { conversations } = storage();
      const { id: conversationId } = conversation;
      const mark = (seq: number) => conversations.setFlags(workspaceId, { conversationId, isMarkedUnread: true, seq });
      const write = async (make: typeof newIncoming, offset: number) => {
        const message = await insert(storage(), make(conversation, { createdAt: noon + offset }));
        return conversations.addMessages(workspaceId, toAdded(message, offset));
      };
      expect(await mark(2)).toMatchObject({ isMarkedUnread: true, archived: false, seq: 2 });
      expect(await write(newIncoming, 3)).toMatchObject({ isMarkedUnread: true });
      expect(await write(newOutgoing, 4)).toMatchObject({ isMarkedUnread: false });
      await mark(5);
      expect(await write(newOutgoing, 1), 'imported late').toMatchObject({ isMarkedUnread: true });
      const read = await conversations.setRead(workspaceId, { conversationId, readUpTo: newId(), count: 0, seq: 6 });
      expect(read).toMatchObject({ isMarkedUnread: false });
    });
  });

  describe('the list by what was set', () => {
    it('tells archived ones and unread ones apart, over pages and in one order', async () => {
      const { workspaceId, channel, conversation } = await setStage(storage());
      const { conversations } = storage();
      const names = new Map([[conversation.id, '0']]);
      for (let index = 1; index < 12; index += 1) {
        const { conversation: made } = await addConversation(storage(), channel, { at: noon + Math.floor(index / 2) });
        names.set(made.id, `${index}`);
        const { id: conversationId } = made;
        await conversations.setFlags(workspaceId, {
          conversationId,
          archived: index % 3 === 0,
          isMarkedUnread: index % 4 === 0,
          seq: 9,
        });
        if (index % 5 !== 0) continue;
        const message = await insert(storage(), newIncoming(made, { createdAt: noon + Math.floor(index / 2) }));
        await conversations.addMessages(workspaceId, toAdded(message, 10));
        if (index % 3 === 0) await conversations.setFlags(workspaceId, { conversationId, archived: true, seq: 11 });
      }
      const list = async (query: { archived?: boolean; unread?: boolean; ids?: string[]; channelId?: string }) => {
        const all = await conversations.list({ workspaceId, limit: 50, ...query });
        const paged: string[] = [];
        for (let cursor: string | null | undefined; cursor !== null; ) {
          const page = await conversations.list({ workspaceId, limit: 2, cursor, ...query });
          paged.push(...page.data.map(({ id }) => id));
          cursor = page.nextCursor;
        }
        expect(paged).toEqual(all.data.map(({ id }) => id));
        return paged.map((id) => Number(names.get(id)));
      };
      const order = [11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
      const isArchived = (index: number) => index % 3 === 0 && index > 0;
      const isUnread = (index: number) => (index % 4 === 0 || index % 5 === 0) && index > 0;
      expect(await list({})).toEqual(order);
      expect(await list({ archived: true })).toEqual(order.filter(isArchived));
      expect(await list({ archived: false })).toEqual(order.filter((index) => !isArchived(index)));
      expect(await list({ unread: true })).toEqual(order.filter(isUnread));
      const { channelId } = channel;
      for (const narrowed of [{}, { channelId }]) {
        expect(await list({ ...narrowed, unread: true, archived: false })).toEqual(
          order.filter((index) => isUnread(index) && !isArchived(index)),
        );
      }
      const few = [...names].filter(([, name]) => ['3', '4', '7'].includes(name)).map(([id]) => id);
      expect(await list({ ids: [...few, newId()] })).toEqual([7, 4, 3]);
      expect(await list({ ids: few, archived: true })).toEqual([3]);
      expect(await list({ ids: [] })).toEqual([]);
    });

    it('finds what ids lead to, each once', async () => {
      const { workspaceId, channel, conversation } = await setStage(storage());
      const { conversations } = storage();
      const second = (await addConversation(storage(), channel)).conversation;
      const third = (await addConversation(storage(), channel)).conversation;
      const merge = (conversationId: string, mergedInto: string) =>
        conversations.mergeInto(workspaceId, { conversationId, mergedInto, seq: 9, survivorSeq: 8 });
      await merge(conversation.id, second.id);
      await merge(second.id, third.id);
      const ids = [conversation.id, second.id, third.id];
      expect(await conversations.followAll(workspaceId, [...ids, newId()])).toEqual(
        new Map(ids.map((id) => [id, third.id])),
      );
      const { data } = await conversations.list({ workspaceId, ids, limit: 10 });
      expect(data.map(({ id }) => id)).toEqual([third.id]);
    });
  });
}
