import { describe, expect, it } from 'vitest';
import type { StoredConversation } from '../../domain/ports/storage/conversations.ts';
import type { NewMessage, ThreadPosition } from '../../domain/ports/storage/messages.ts';
import type { Storage } from '../../domain/ports/storage/storage.ts';
import type { CustomerIdentity } from '../../domain/ports/whatsapp.ts';
import {
  addChannel,
  addConversation,
  atOnce,
  type GetStorage,
  insert,
  newId,
  newIncoming,
  newOutgoing,
  newPhoneNumber,
  noon,
  noTurn,
  toAdded,
} from './stage.ts';

/** A customer of whom only the LID is known and one of whom only the phone is, each with a conversation on one channel. */
async function setTwo(storage: Storage) {
  const workspaceId = newId();
  const channel = await addChannel(storage, workspaceId, true);
  const find = async (identity: CustomerIdentity, name: string | null = null) =>
    storage.contacts.findOrCreate({ workspaceId, newId: newId(), identity, name, at: noon });
  const open = async (identity: CustomerIdentity, name: string | null) => {
    const { contact } = await find(identity, name);
    const conversation = await storage.conversations.findOrCreate({
      newId: newId(),
      channel,
      contact,
      seq: 1,
      at: noon,
    });
    return { contact, conversation };
  };
  const identity = { phoneNumber: newPhoneNumber(), lid: '111' };
  const byLid = await open({ ...identity, phoneNumber: null }, 'Ada');
  const byPhone = await open({ ...identity, lid: null }, null);
  return { workspaceId, channel, find, identity, byLid, byPhone };
}

export function describeMerging(storage: GetStorage): void {
  const moveAll = async (from: StoredConversation, to: StoredConversation, { withPending = true, limit = 3 } = {}) => {
    const united: string[] = [];
    for (let after: ThreadPosition | null = null; ; ) {
      const move = { from: from.id, to: to.id, contactId: to.customerId, withPending, after, limit };
      const moved = await storage().messages.move(from.workspaceId, move);
      united.push(...moved.united);
      if (!moved.last) return united;
      after = moved.last;
    }
  };
  const thread = ({ workspaceId, id }: StoredConversation) =>
    storage().messages.page({ workspaceId, conversationId: id, limit: 100 });

  describe('two contacts that are one', () => {
    it('become the one with the phone, which every name and the old id lead to', async () => {
      const { workspaceId, find, identity, byLid, byPhone } = await setTwo(storage());
      const both = await find(identity);
      const contact = { ...byPhone.contact, lid: '111', name: 'Ada', whatsappName: 'Ada' };
      expect(both).toEqual({ contact, isNew: false, isRenamed: true, merged: [byLid.contact.id] });
      const { contacts } = storage();
      for (const id of [byLid.contact.id, byPhone.contact.id])
        expect(await contacts.get(workspaceId, id)).toEqual(contact);
      for (const name of [identity, { ...identity, lid: null }, { ...identity, phoneNumber: null }]) {
        expect(await contacts.find(workspaceId, name)).toEqual(contact);
      }
      // It is told as often as it is met, until somebody has done what is left to do.
      expect(await find({ ...identity, phoneNumber: null })).toMatchObject({ contact, merged: [byLid.contact.id] });
      const { data } = await contacts.list({ workspaceId, limit: 10 });
      expect(data.map(({ id }) => id)).toEqual([contact.id]);
      expect(await contacts.listMerged(workspaceId)).toEqual([byLid.contact.id]);
      expect(await contacts.listFormerIds(workspaceId, byPhone.contact.id)).toEqual([byLid.contact.id]);
      expect(await contacts.listFormerIds(workspaceId, byLid.contact.id)).toEqual([]);
    });

    it('become one once, however many find it out at once', async () => {
      const { workspaceId, find, identity, byLid, byPhone } = await setTwo(storage());
      const found = await atOnce(20, (index) => find(index % 2 === 0 ? identity : { ...identity, lid: null }));
      expect(new Set(found.map(({ contact }) => contact.id))).toEqual(new Set([byPhone.contact.id]));
      expect(await storage().contacts.get(workspaceId, byLid.contact.id)).toMatchObject({ ...identity, name: 'Ada' });
    });

    it('keep both notes, with a line between, and the team’s name over WhatsApp’s', async () => {
      const { workspaceId, find, identity, byLid, byPhone } = await setTwo(storage());
      const { update, getDetails } = storage().contacts;
      const write = (id: string, text: string, at: number) =>
        update(workspaceId, id, { notes: { text, base: 0, at, by: { id: text, name: text } } });
      await update(workspaceId, byLid.contact.id, { givenName: 'Dr. Ada' });
      await write(byLid.contact.id, 'Likes tea', noon + 9);
      await write(byPhone.contact.id, 'Pays late', noon + 5);
      const joined = {
        text: 'Pays late\n\n———\n\nLikes tea',
        revision: 2,
        updatedAt: new Date(noon + 9).toISOString(),
        updatedBy: { id: 'Likes tea', name: 'Likes tea' },
      };
      expect(await find(identity)).toMatchObject({ contact: { name: 'Dr. Ada' }, isRenamed: true });
      for (const id of [byLid.contact.id, byPhone.contact.id]) {
        expect(await getDetails(workspaceId, id)).toMatchObject({ id: byPhone.contact.id, notes: joined });
      }
      // Once: what is written or taken away afterwards stays so, however often both are met.
      await update(workspaceId, byLid.contact.id, {
        givenName: null,
        notes: { ...joined, text: '', base: 2, at: 1, by: joined.updatedBy },
      });
      for (const { contact } of await atOnce(5, () => find(identity))) expect(contact.name).toBe('Ada');
      expect(await getDetails(workspaceId, byPhone.contact.id)).toMatchObject({ name: 'Ada', notes: { text: '' } });
    });

    it('keep the survivor’s own name, and notes that one of them alone has as they are', async () => {
      const { workspaceId, find, identity, byLid, byPhone } = await setTwo(storage());
      const { update, getDetails } = storage().contacts;
      await update(workspaceId, byPhone.contact.id, { givenName: 'Ada L.' });
      const by = { id: 'u', name: 'Noor' };
      const notes = { text: 'Likes tea', base: 0, at: noon, by };
      await update(workspaceId, byLid.contact.id, { givenName: 'Dr. Ada', notes });
      await find(identity);
      expect(await getDetails(workspaceId, byPhone.contact.id)).toMatchObject({
        ...{ name: 'Ada L.', givenName: 'Ada L.', whatsappName: 'Ada' },
        notes: { text: 'Likes tea', revision: 1, updatedBy: by },
      });
      // Whoever had the notes of the one open goes on in those of the other.
      await update(workspaceId, byLid.contact.id, { notes: { ...notes, text: 'Likes tea, no milk', base: 1 } });
      expect(await getDetails(workspaceId, byPhone.contact.id)).toMatchObject({ notes: { revision: 2 } });
    });

    it('lose no notes that are written while they become one', async () => {
      const { workspaceId, find, identity, byLid, byPhone } = await setTwo(storage());
      const write = (id: string, text: string) =>
        storage().contacts.update(workspaceId, id, {
          notes: { text, base: 0, at: noon, by: { id: 'u', name: 'Noor' } },
        });
      const [, ...written] = await Promise.allSettled([
        find(identity),
        write(byLid.contact.id, 'Likes tea'),
        write(byPhone.contact.id, 'Pays late'),
      ]);
      await find(identity);
      const details = await storage().contacts.getDetails(workspaceId, byPhone.contact.id);
      const taken = ['Likes tea', 'Pays late'].filter((_, index) => written[index]?.status === 'fulfilled');
      expect(taken.length).toBeGreaterThan(0);
      for (const text of taken) expect(details?.notes?.text).toContain(text);
    });

    it('stay two where each has a phone', async () => {
      const { workspaceId, find, byPhone, identity } = await setTwo(storage());
      const other = { phoneNumber: newPhoneNumber(), lid: '222' };
      const { contact } = await find(other);
      const both = await find({ ...identity, lid: '222' });
      expect(both).toMatchObject({ contact: { ...byPhone.contact }, merged: [] });
      expect(await storage().contacts.get(workspaceId, contact.id)).toEqual(contact);
    });
  });

  describe('a conversation of a contact that is another one', () => {
    it('is handed over with its id, unless the other has one there', async () => {
      const { workspaceId, channel, byLid, byPhone } = await setTwo(storage());
      const { conversations } = storage();
      const [from, to] = [byLid.contact.id, byPhone.contact];
      const change = { conversationId: byLid.conversation.id, from, to, seq: 9 };
      expect(await conversations.handOver(workspaceId, change)).toBeNull();
      const elsewhere = await addChannel(storage(), workspaceId);
      const { contact } = byLid;
      const alone = await conversations.findOrCreate({ newId: newId(), channel: elsewhere, contact, seq: 1, at: noon });
      expect(await conversations.listUnmerged(workspaceId, [from])).toHaveLength(2);
      const handed = await conversations.handOver(workspaceId, { ...change, conversationId: alone.id });
      expect(handed).toMatchObject({ id: alone.id, customerId: to.id, mobileNo: to.phoneNumber, seq: 9 });
      expect(await conversations.find(elsewhere, to.id)).toEqual(handed);
      expect(await conversations.handOver(workspaceId, { ...change, conversationId: alone.id })).toBeNull();
      expect(await conversations.find(channel, from)).toEqual(byLid.conversation);
    });

    it('becomes another name of the other’s: found under it, and listed no more', async () => {
      const { workspaceId, channel, byLid, byPhone } = await setTwo(storage());
      const { conversations } = storage();
      const message = await insert(storage(), newIncoming(byLid.conversation, { createdAt: noon + 5 }));
      await conversations.addMessages(workspaceId, toAdded(message, 5));
      const change = {
        conversationId: byLid.conversation.id,
        mergedInto: byPhone.conversation.id,
        seq: 9,
        survivorSeq: 8,
      };
      expect(await conversations.mergeInto(workspaceId, { ...change, mergedInto: newId() })).toBeNull();
      expect(await conversations.mergeInto(workspaceId, change)).toMatchObject({
        ...{ id: change.conversationId, mergedInto: change.mergedInto, seq: 9 },
        ...{ lastMessage: null, unreadCount: 0 },
      });
      expect(await conversations.mergeInto(workspaceId, { ...change, seq: 10 })).toBeNull();

      const survivor = await conversations.get(workspaceId, byPhone.conversation.id);
      // The customer's next message comes after all of both.
      const { incomingTo } = toAdded(message, 5).turn;
      expect(survivor).toEqual({ ...byPhone.conversation, incomingAt: noon + 5, turn: { ...noTurn, incomingTo } });
      expect(await conversations.get(workspaceId, change.conversationId)).toEqual(survivor);
      expect(await conversations.find(channel, byLid.contact.id)).toEqual(survivor);
      expect(await conversations.listUnmerged(workspaceId, [byLid.contact.id, byPhone.contact.id])).toEqual([survivor]);
      expect(await conversations.listFormerIds(workspaceId, change.mergedInto)).toEqual([change.conversationId]);
      const { data } = await conversations.list({ workspaceId, limit: 10 });
      expect(data.map(({ id }) => id)).toEqual([change.mergedInto]);
      const changed = await conversations.listChanged({ workspaceId, after: 8, limit: 10 });
      expect(changed).toMatchObject([{ id: change.conversationId, mergedInto: change.mergedInto, seq: 9 }]);
    });

    it('counts nothing any more, so that whoever does not know yet finds out', async () => {
      const { workspaceId, byLid, byPhone } = await setTwo(storage());
      const { conversations } = storage();
      const change = {
        conversationId: byLid.conversation.id,
        mergedInto: byPhone.conversation.id,
        seq: 9,
        survivorSeq: 8,
      };
      await conversations.mergeInto(workspaceId, change);
      const late = await insert(storage(), newIncoming(byLid.conversation));
      expect(await conversations.addMessages(workspaceId, toAdded(late, 10))).toBeNull();
      const counts = { totalMessages: 1, unreadCount: 1, turn: toAdded(late, 10).turn };
      const summary = { conversationId: change.conversationId, newest: late, ...counts, seq: 11 };
      expect(await conversations.summarise(workspaceId, summary)).toBeNull();
    });

    it.each([
      { former: {}, survivor: {}, kept: {} },
      { former: {}, survivor: { archived: true }, kept: { archived: false } },
      { former: { archived: true }, survivor: { archived: true }, kept: { archived: true } },
      { former: { archived: true }, survivor: {}, kept: { archived: false } },
      { former: { isMarkedUnread: true }, survivor: {}, kept: { isMarkedUnread: true } },
      { former: {}, survivor: { isMarkedUnread: true }, kept: { isMarkedUnread: true } },
    ])('with $former into one with $survivor leaves $kept', async ({ former, survivor, kept }) => {
      const { workspaceId, byLid, byPhone } = await setTwo(storage());
      const { conversations } = storage();
      const [conversationId, mergedInto] = [byLid.conversation.id, byPhone.conversation.id];
      await conversations.setFlags(workspaceId, { conversationId, ...former, seq: 5 });
      await conversations.setFlags(workspaceId, { conversationId: mergedInto, ...survivor, seq: 6 });
      const merged = await conversations.mergeInto(workspaceId, { conversationId, mergedInto, seq: 9, survivorSeq: 8 });
      expect(merged).toMatchObject({ archived: false, isMarkedUnread: false, waitingSince: null });
      const left = await conversations.get(workspaceId, mergedInto);
      expect(left).toMatchObject({ archived: false, isMarkedUnread: false, ...kept });
      const isChanged =
        JSON.stringify({ archived: false, isMarkedUnread: false, ...survivor }) !==
        JSON.stringify({ archived: left?.archived, isMarkedUnread: left?.isMarkedUnread });
      expect(left?.seq).toBe(isChanged ? 8 : 6);
    });

    it('leads to the end of a chain', async () => {
      const { workspaceId, channel, byLid, byPhone } = await setTwo(storage());
      const { conversations } = storage();
      const last = (await addConversation(storage(), channel)).conversation;
      const [first, second] = [byLid.conversation.id, byPhone.conversation.id];
      await conversations.mergeInto(workspaceId, { conversationId: first, mergedInto: second, seq: 9, survivorSeq: 8 });
      await conversations.mergeInto(workspaceId, {
        conversationId: second,
        mergedInto: last.id,
        seq: 11,
        survivorSeq: 10,
      });
      expect(await conversations.get(workspaceId, first)).toEqual(last);
      expect((await conversations.listFormerIds(workspaceId, last.id)).toSorted()).toEqual([first, second].toSorted());
    });
  });

  describe('messages that go over', () => {
    it('keep ids, times and all else, and make one thread in order', async () => {
      const { byLid, byPhone } = await setTwo(storage());
      const [from, to] = [byLid.conversation, byPhone.conversation];
      const written = [];
      for (let index = 0; index < 20; index += 1) {
        const [conversation, make] = [index % 3 === 0 ? to : from, index % 4 === 0 ? newOutgoing : newIncoming];
        // Some within the same millisecond.
        written.push(await insert(storage(), make(conversation, { createdAt: noon + Math.floor(index / 2) })));
      }
      expect(await moveAll(from, to)).toEqual([]);
      expect(await thread(from)).toEqual([]);
      expect(await thread(to)).toEqual(
        written
          .toSorted((a, b) => a.createdAt.localeCompare(b.createdAt) || (a.id < b.id ? -1 : 1))
          .map((message) => ({
            ...message,
            ...{ conversationId: to.id, customerId: to.customerId },
            sender: message.isOutgoing ? message.sender : { id: to.customerId, name: message.sender?.name },
          })),
      );
    });

    it('can leave what is still to be sent to the last', async () => {
      const { byLid, byPhone } = await setTwo(storage());
      const [from, to] = [byLid.conversation, byPhone.conversation];
      for (let index = 0; index < 8; index += 1) {
        await insert(storage(), (index % 2 === 0 ? newOutgoing : newIncoming)(from, { createdAt: noon + index }));
      }
      await moveAll(from, to, { withPending: false });
      expect((await thread(from)).map(({ status }) => status)).toEqual(Array(4).fill('pending'));
      await moveAll(from, to);
      expect((await thread(to)).map(({ createdAt }) => Date.parse(createdAt) - noon)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      expect(await storage().messages.listPending(to.workspaceId, to.id, 10)).toHaveLength(4);
    });

    it('can stay where they are and become another contact’s', async () => {
      const { byLid, byPhone } = await setTwo(storage());
      const from = byLid.conversation;
      for (let index = 0; index < 7; index += 1)
        await insert(storage(), newIncoming(from, { createdAt: noon + index }));
      await moveAll(from, { ...from, customerId: byPhone.contact.id });
      const all = await thread(from);
      expect(all.map(({ customerId, sender }) => [customerId, sender?.id])).toEqual(
        Array(7).fill([byPhone.contact.id, byPhone.contact.id]),
      );
    });

    it('are one where they are the same at WhatsApp, with the further status and what answers them', async () => {
      const { workspaceId, byLid, byPhone } = await setTwo(storage());
      const [from, to] = [byLid.conversation, byPhone.conversation];
      const both = async (change: Partial<NewMessage>, theirs: Partial<NewMessage>, ours: Partial<NewMessage> = {}) => {
        const whatsappId = newId();
        const moved = await insert(storage(), { ...newIncoming(from, { whatsappId, ...change }), ...theirs });
        return { moved, kept: await insert(storage(), { ...newIncoming(to, { whatsappId, ...change }), ...ours }) };
      };
      const told = await both({}, { status: 'read' });
      const sent = { isOutgoing: true, senderType: 'agent' } as const;
      const ours = await both(sent, { clientMessageId: 'client-1', status: 'pending' }, { status: 'delivered' });
      const placeholder = await both({}, { content: 'Hello' }, { isPlaceholder: true, content: 'unreadable' });
      const answer = await insert(storage(), newIncoming(from, { replyTo: told.moved.id, createdAt: noon + 9 }));
      const bystander = await insert(storage(), newIncoming(from, { createdAt: noon + 8 }));

      const united = await moveAll(from, to, { limit: 100 });
      expect(united.toSorted()).toEqual([told.kept.id, ours.moved.id, placeholder.moved.id].toSorted());
      const merged = new Map((await thread(to)).map((message) => [message.id, message]));
      expect(merged.size).toBe(5);
      expect(merged.get(told.kept.id)).toMatchObject({ status: 'read', readAt: expect.any(String) });
      // Sent again under its clientMessageId it must be found.
      expect(merged.get(ours.moved.id)).toMatchObject({ clientMessageId: 'client-1', status: 'delivered' });
      expect(merged.get(placeholder.moved.id)).toMatchObject({ content: 'Hello', isPlaceholder: false });
      expect(merged.get(answer.id)).toMatchObject({ replyTo: told.kept.id });
      expect(merged.get(bystander.id)).toMatchObject({ conversationId: to.id });
      expect(await storage().messages.count(workspaceId, from.id)).toBe(0);
    });

    it('go over once, however many take them at once', async () => {
      const { byLid, byPhone } = await setTwo(storage());
      const [from, to] = [byLid.conversation, byPhone.conversation];
      const whatsappIds = Array.from({ length: 10 }, newId);
      for (const whatsappId of whatsappIds) {
        await insert(storage(), newIncoming(from, { whatsappId }));
        if (Number.parseInt(whatsappId.at(-1) ?? '', 16) % 2 === 0)
          await insert(storage(), newIncoming(to, { whatsappId }));
      }
      await atOnce(5, () => moveAll(from, to, { limit: 4 }));
      const all = await thread(to);
      expect(all.map(({ messageId }) => messageId).toSorted()).toEqual(whatsappIds.toSorted());
      expect(await thread(from)).toEqual([]);
    });

    it('take the statuses along that wait for them', async () => {
      const { workspaceId, byLid, byPhone, channel } = await setTwo(storage());
      const { messages } = storage();
      const key = { channelId: channel.channelId, isOutgoing: true, whatsappId: 'W1' };
      const [from, to] = [byLid.conversation.id, byPhone.conversation.id];
      for (const [status, at] of [
        ['sent', noon],
        ['read', noon + 1],
      ] as const) {
        await messages.keepEarlyStatus(workspaceId, { ...key, conversationId: from }, { status, error: null, at });
      }
      await messages.keepEarlyStatus(
        workspaceId,
        { ...key, conversationId: to },
        { status: 'sent', error: null, at: 1 },
      );
      const keys = await messages.moveEarlyStatuses(workspaceId, { from, to });
      expect(keys).toContainEqual({ ...key, conversationId: to });
      expect(await messages.listEarlyStatuses(workspaceId, { ...key, conversationId: from })).toEqual([]);
      expect(await messages.listEarlyStatuses(workspaceId, { ...key, conversationId: to })).toEqual([
        { status: 'sent', error: null, at: 1 },
        { status: 'read', error: null, at: noon + 1 },
      ]);
      expect(await messages.moveEarlyStatuses(workspaceId, { from, to })).toEqual([]);
    });
  });
}
