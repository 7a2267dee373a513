import { describe, expect, it } from 'vitest';
import {
  addChannel,
  addContact,
  addConversation,
  atOnce,
  type GetStorage,
  insert,
  newId,
  newIncoming,
  newOutgoing,
  noon,
  readPages,
  setStage,
  toAdded,
} from './stage.ts';

export function describeConversations(storage: GetStorage): void {
  describe('conversations', () => {
    it('are made once, however many ask at once', async () => {
      const workspaceId = newId();
      const channel = await addChannel(storage(), workspaceId);
      const contact = await addContact(storage(), workspaceId, 'Ada');
      const found = await atOnce(50, (seq) =>
        storage().conversations.findOrCreate({ newId: newId(), channel, contact, seq, at: noon }),
      );
      expect(new Set(found.map(({ id }) => id)).size).toBe(1);
      expect(found[0]).toMatchObject({
        workspaceId,
        channelId: channel.channelId,
        customerId: contact.id,
        name: 'Ada',
        mobileNo: contact.phoneNumber,
        lastMessage: null,
        unreadCount: 0,
        readUpTo: null,
        totalMessages: 0,
        updatedAt: new Date(noon).toISOString(),
      });
      expect(await storage().conversations.find(channel, contact.id)).toEqual(found[0]);
      expect(await storage().conversations.find(channel, newId())).toBeNull();
    });

    it('count their messages and show the newest, in whatever order they come', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const ids = [newId(), newId(), newId()].toSorted();
      // Two of the same instant, told apart by id, and many older ones.
      const times = [noon + 50, noon + 50, ...Array.from({ length: 28 }, (_, index) => noon + index)];
      const messages = await Promise.all(
        times.map((createdAt, index) =>
          insert(storage(), newIncoming(conversation, { createdAt, id: ids[index] ?? newId(), content: `${index}` })),
        ),
      );
      const shuffled = messages.toSorted((a, b) => (a.content < b.content ? 1 : -1));
      await Promise.all(
        shuffled.map((message, index) =>
          storage().conversations.addMessages(workspaceId, {
            ...toAdded(message, 100 - index),
            unread: index % 2,
            count: 2,
          }),
        ),
      );
      const after = await storage().conversations.get(workspaceId, conversation.id);
      expect(after).toMatchObject({ totalMessages: 60, unreadCount: 15, incomingAt: noon + 50, seq: 100 });
      expect(after?.lastMessage).toEqual({
        id: ids[1],
        content: '1',
        messageType: 'text',
        isOutgoing: false,
        status: 'delivered',
        createdAt: new Date(noon + 50).toISOString(),
      });
    });

    it('carry the status of their last message alone, and only forward', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const { conversations } = storage();
      const message = await insert(storage(), newOutgoing(conversation));
      await conversations.addMessages(workspaceId, toAdded(message, 5));
      const change = { conversationId: conversation.id, messageId: message.id, status: 'delivered', seq: 6 } as const;
      expect(await conversations.setLastMessageStatus(workspaceId, { ...change, messageId: newId() })).toBeNull();
      const delivered = await conversations.setLastMessageStatus(workspaceId, change);
      expect(delivered).toMatchObject({ seq: 6, lastMessage: { id: message.id, status: 'delivered' } });
      expect(await conversations.setLastMessageStatus(workspaceId, { ...change, status: 'sent', seq: 7 })).toBeNull();
      expect(await conversations.get(workspaceId, conversation.id)).toEqual(delivered);
    });

    it('show what a last message became, and of no other one', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const { conversations } = storage();
      const message = await insert(storage(), newIncoming(conversation));
      const conversationId = conversation.id;
      await conversations.addMessages(workspaceId, toAdded(message, 5));
      const before = await conversations.get(workspaceId, conversationId);
      const other = { ...message, id: newId(), content: 'Other' };
      expect(
        await conversations.replaceLastMessage(workspaceId, { conversationId, message: other, seq: 6 }),
      ).toBeNull();
      const changed = { ...message, content: 'Read', messageType: 'image' } as const;
      const shown = await conversations.replaceLastMessage(workspaceId, { conversationId, message: changed, seq: 7 });
      const lastMessage = { ...before?.lastMessage, content: 'Read', messageType: 'image' };
      expect(shown).toEqual({ ...before, lastMessage, seq: 7, updatedAt: shown?.updatedAt });
      expect(await conversations.get(workspaceId, conversationId)).toEqual(shown);
    });

    it('know how far they were read, and their number never goes back', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const { conversations } = storage();
      const message = await insert(storage(), newIncoming(conversation));
      const added = { ...toAdded(message, 7), count: 3, unread: 3 };
      await conversations.addMessages(workspaceId, added);
      const change = { conversationId: conversation.id, readUpTo: newId(), count: 1, seq: 9 };
      const read = await conversations.setRead(workspaceId, change);
      expect(read).toMatchObject({ readUpTo: change.readUpTo, unreadCount: 2, seq: 9 });
      expect(await conversations.setRead(workspaceId, { ...change, count: 2, seq: 8 })).toMatchObject({
        unreadCount: 0,
        seq: 9,
      });
      expect(await conversations.setRead(workspaceId, { ...change, conversationId: newId() })).toBeNull();
    });

    it('count off what is counted in only later, and never show fewer than none', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const { conversations } = storage();
      const message = await insert(storage(), newIncoming(conversation));
      const { id: conversationId } = conversation;
      await conversations.setRead(workspaceId, { conversationId, readUpTo: message.id, count: 2, seq: 7 });
      const { data } = await conversations.list({ workspaceId, limit: 10 });
      expect(data).toMatchObject([{ id: conversationId, unreadCount: 0 }]);
      const added = { ...toAdded(message, 8), count: 3, unread: 3 };
      expect(await conversations.addMessages(workspaceId, added)).toMatchObject({ unreadCount: 1 });
    });

    it('are given a larger number, and never a smaller one', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const { conversations } = storage();
      const { id } = conversation;
      expect(await conversations.raise(workspaceId, id, 90)).toEqual({ ...conversation, seq: 90 });
      expect(await conversations.raise(workspaceId, id, 80)).toEqual({ ...conversation, seq: 90 });
      expect(await conversations.raise(workspaceId, newId(), 99)).toBeNull();
    });

    it('hear of a new name or number, each under a number of its own', async () => {
      const { workspaceId, contact, conversation } = await setStage(storage());
      const { conversations } = storage();
      const channel = await addChannel(storage(), workspaceId);
      const second = await conversations.findOrCreate({ newId: newId(), channel, contact, seq: 1, at: noon });
      const bystander = await addConversation(storage(), channel);
      const grace = { ...contact, name: 'Grace' };
      const misnamed = await conversations.listMisnamed(grace);
      expect(misnamed.toSorted()).toEqual([conversation.id, second.id].toSorted());
      for (const [index, conversationId] of misnamed.entries()) {
        const renamed = await conversations.rename(grace, { conversationId, seq: 11 + index });
        expect(renamed).toMatchObject({ id: conversationId, name: 'Grace', seq: 11 + index });
        expect(await conversations.get(workspaceId, conversationId)).toEqual(renamed);
      }
      expect(await conversations.listMisnamed(grace)).toEqual([]);
      const moved = { ...grace, phoneNumber: '+4915199999999' };
      expect((await conversations.listMisnamed(moved)).toSorted()).toEqual(misnamed.toSorted());
      const change = { conversationId: conversation.id, seq: 13 };
      expect(await conversations.rename(moved, change)).toMatchObject({ mobileNo: '+4915199999999' });
      const foreign = { conversationId: bystander.conversation.id, seq: 14 };
      expect(await conversations.rename(moved, foreign)).toBeNull();
      expect(await conversations.get(workspaceId, bystander.conversation.id)).toEqual(bystander.conversation);
    });

    it('can be summarised anew, whatever they said', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const { conversations } = storage();
      const older = await insert(storage(), newIncoming(conversation, { createdAt: noon + 1 }));
      const newer = await insert(storage(), newIncoming(conversation, { createdAt: noon + 2 }));
      await conversations.addMessages(workspaceId, { ...toAdded(newer, 5), count: 7, unread: 7 });
      const { turn } = toAdded(older, 6);
      const summary = {
        conversationId: conversation.id,
        newest: older,
        totalMessages: 1,
        unreadCount: 0,
        turn,
        seq: 6,
      };
      const summarised = await conversations.summarise(workspaceId, summary);
      expect(summarised).toMatchObject({
        lastMessage: { id: older.id },
        totalMessages: 1,
        unreadCount: 0,
        turn,
        seq: 6,
      });
      expect(await conversations.get(workspaceId, conversation.id)).toEqual(summarised);
      expect(await conversations.summarise(workspaceId, { ...summary, conversationId: newId() })).toBeNull();
    });
  });

  describe('the list of conversations', () => {
    it('runs newest first and pages through ties without loss or repetition', async () => {
      const workspaceId = newId();
      const channel = await addChannel(storage(), workspaceId);
      const ids: string[] = [];
      for (const at of [0, 1, 1, 1, 1, 2, 2]) {
        ids.push((await addConversation(storage(), channel, { at: noon + at })).conversation.id);
      }
      const newestFirst = ids.toReversed();
      for (const limit of [1, 2, 3, 7]) {
        const pages = await readPages((cursor) => storage().conversations.list({ workspaceId, limit, cursor }));
        expect(pages.flat().map(({ id }) => id)).toEqual(newestFirst);
        expect(pages).toHaveLength(Math.ceil(7 / limit));
      }
    });

    it('moves a conversation up by its newest message, not by an older one', async () => {
      const workspaceId = newId();
      const channel = await addChannel(storage(), workspaceId);
      const first = await addConversation(storage(), channel, { at: noon });
      const second = await addConversation(storage(), channel, { at: noon + 1 });
      const listIds = async () =>
        (await storage().conversations.list({ workspaceId, limit: 10 })).data.map(({ id }) => id);
      const write = async (createdAt: number) => {
        const message = await insert(storage(), newIncoming(first.conversation, { createdAt }));
        await storage().conversations.addMessages(workspaceId, toAdded(message, 2));
      };
      expect(await listIds()).toEqual([second.conversation.id, first.conversation.id]);
      await write(noon + 2);
      expect(await listIds()).toEqual([first.conversation.id, second.conversation.id]);
      await write(noon - 1);
      expect(await listIds()).toEqual([first.conversation.id, second.conversation.id]);
    });

    it('narrows down to a channel, to unread ones, to a search, and to all of them together', async () => {
      const workspaceId = newId();
      const here = await addChannel(storage(), workspaceId);
      const there = await addChannel(storage(), workspaceId);
      const made = new Map<string, string>();
      for (const [name, channel, isUnread] of [
        ['Ada', here, true],
        ['Adele', here, false],
        ['Grace', here, true],
        ['Adam', there, true],
      ] as const) {
        const { conversation } = await addConversation(storage(), channel, { name });
        made.set(conversation.id, name);
        const message = await insert(storage(), newIncoming(conversation));
        await storage().conversations.addMessages(workspaceId, { ...toAdded(message, 2), unread: isUnread ? 1 : 0 });
      }
      const names = async (query: { search?: string; channelId?: string; unread?: boolean }) => {
        const pages = await readPages((cursor) =>
          storage().conversations.list({ workspaceId, limit: 1, cursor, ...query }),
        );
        return pages.flat().map(({ id }) => made.get(id));
      };
      expect(await names({})).toEqual(['Adam', 'Grace', 'Adele', 'Ada']);
      expect(await names({ channelId: here.channelId })).toEqual(['Grace', 'Adele', 'Ada']);
      expect(await names({ unread: true })).toEqual(['Adam', 'Grace', 'Ada']);
      expect(await names({ unread: false })).toEqual(['Adam', 'Grace', 'Adele', 'Ada']);
      expect(await names({ search: 'aD' })).toEqual(['Adam', 'Adele', 'Ada']);
      expect(await names({ search: 'ad', unread: true, channelId: here.channelId })).toEqual(['Ada']);
      expect(await names({ search: 'nobody' })).toEqual([]);
    });

    it('has entries as the wire knows them', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const { workspaceId: _owner, totalMessages: _count, incomingAt: _time, turn: _turn, ...listed } = conversation;
      expect(await storage().conversations.list({ workspaceId, limit: 10 })).toEqual({
        data: [listed],
        nextCursor: null,
      });
    });

    it('refuses a cursor that is none', async () => {
      const pack = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
      for (const cursor of [
        'nonsense',
        pack(['a', 'b']),
        pack([1e300, 'b']),
        pack({ $gt: 1 }),
        pack([1, { $gt: '' }]),
      ]) {
        const reading = storage().conversations.list({ workspaceId: newId(), limit: 10, cursor });
        await expect(reading).rejects.toMatchObject({ name: 'CommandError', code: 'INVALID_INPUT' });
      }
    });
  });
}
