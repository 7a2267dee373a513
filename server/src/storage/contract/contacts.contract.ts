import { describe, expect, it } from 'vitest';
import type { CustomerIdentity } from '../../domain/ports/whatsapp.ts';
import {
  addChannel,
  addContact,
  addConversation,
  atOnce,
  type GetStorage,
  insert,
  newId,
  newIncoming,
  newPhoneNumber,
  noon,
  readPages,
  toAdded,
} from './stage.ts';

export function describeContacts(storage: GetStorage): void {
  const findOrCreate = (workspaceId: string, identity: CustomerIdentity, name: string | null = null) =>
    storage().contacts.findOrCreate({ workspaceId, newId: newId(), identity, name, at: noon });

  describe('contacts', () => {
    it('are made once, however many ask at once', async () => {
      const workspaceId = newId();
      const identity = { phoneNumber: newPhoneNumber(), lid: '111' };
      const found = await atOnce(50, () => findOrCreate(workspaceId, identity, 'Ada'));
      expect(found.filter(({ isNew }) => isNew)).toHaveLength(1);
      const names = { name: 'Ada', givenName: null, whatsappName: 'Ada' };
      const contact = { id: found[0]?.contact.id, workspaceId, ...names, ...identity };
      for (const one of found) expect(one.contact).toEqual(contact);
      expect(await storage().contacts.get(workspaceId, found[0]?.contact.id ?? '')).toEqual(contact);
      expect(await storage().contacts.find(workspaceId, { phoneNumber: identity.phoneNumber, lid: null })).toEqual(
        contact,
      );
      expect(await storage().contacts.find(workspaceId, { phoneNumber: newPhoneNumber(), lid: null })).toBeNull();
    });

    it('get the identities that they lack, also from many at once', async () => {
      const workspaceId = newId();
      const phoneNumber = newPhoneNumber();
      const whole = { phoneNumber, lid: '222' };
      const { contact } = await findOrCreate(workspaceId, { phoneNumber: null, lid: '222' });
      expect(contact).toMatchObject({ phoneNumber: null, lid: '222' });
      const found = await atOnce(20, () => findOrCreate(workspaceId, whole));
      for (const one of found) expect(one).toMatchObject({ contact: { id: contact.id, ...whole }, isNew: false });
      // The number is news to the conversations, once.
      expect(found.filter(({ isRenamed }) => isRenamed)).toHaveLength(1);
      expect((await findOrCreate(workspaceId, { phoneNumber, lid: null })).contact).toMatchObject({ id: contact.id });
    });

    it('become one also when some know only the phone, some only both', async () => {
      const workspaceId = newId();
      const phoneNumber = newPhoneNumber();
      const found = await atOnce(30, (index) =>
        findOrCreate(workspaceId, { phoneNumber, lid: index % 2 === 0 ? '333' : null }, index % 3 === 0 ? 'Ada' : null),
      );
      expect(new Set(found.map(({ contact }) => contact.id)).size).toBe(1);
      expect(await storage().contacts.find(workspaceId, { phoneNumber: phoneNumber, lid: null })).toMatchObject({
        lid: '333',
        name: 'Ada',
      });
    });

    it('keep the identities that they have', async () => {
      const workspaceId = newId();
      const identity = { phoneNumber: newPhoneNumber(), lid: '555' };
      const { contact } = await findOrCreate(workspaceId, identity);
      const other = await findOrCreate(workspaceId, { phoneNumber: newPhoneNumber(), lid: '555' });
      expect(other).toEqual({ contact, isNew: false, isRenamed: false, merged: [] });
    });

    it('go by their number until they have a name, and then keep it', async () => {
      const workspaceId = newId();
      const identity = { phoneNumber: newPhoneNumber(), lid: null };
      expect((await findOrCreate(workspaceId, identity)).contact.name).toBe(identity.phoneNumber);
      expect(await findOrCreate(workspaceId, identity, 'Ada')).toMatchObject({
        contact: { name: 'Ada' },
        isNew: false,
        isRenamed: true,
      });
      expect(await findOrCreate(workspaceId, identity, 'Grace')).toMatchObject({
        contact: { name: 'Ada' },
        isRenamed: false,
      });
    });

    it('go by the name that the team gives, whatever WhatsApp tells, and by WhatsApp’s again without it', async () => {
      const workspaceId = newId();
      const identity = { phoneNumber: newPhoneNumber(), lid: null };
      const { id } = (await findOrCreate(workspaceId, identity)).contact;
      const rename = async (givenName: string | null) => {
        const updated = await storage().contacts.update(workspaceId, id, { givenName });
        return updated && [updated.contact.name, updated.isRenamed];
      };
      expect(await rename('Dr. Ada')).toEqual(['Dr. Ada', true]);
      expect(await rename('Dr. Ada')).toEqual(['Dr. Ada', false]);
      expect(await findOrCreate(workspaceId, identity, ' Ada ')).toMatchObject({
        contact: { name: 'Dr. Ada', givenName: 'Dr. Ada', whatsappName: 'Ada' },
        isRenamed: false,
      });
      expect(await rename(null)).toEqual(['Ada', true]);
      const { data } = await storage().contacts.list({ workspaceId, search: 'ada', limit: 10 });
      expect(data.map(({ name }) => name)).toEqual(['Ada']);
      const other = (await findOrCreate(workspaceId, { phoneNumber: newPhoneNumber(), lid: null })).contact;
      expect(await storage().contacts.update(workspaceId, other.id, { givenName: 'Bo' })).toMatchObject({
        contact: { name: 'Bo' },
      });
      expect(await storage().contacts.update(workspaceId, other.id, { givenName: null })).toMatchObject({
        contact: { name: other.phoneNumber, givenName: null, whatsappName: null },
      });
      expect(await storage().contacts.update(workspaceId, newId(), { givenName: 'Nobody' })).toBeNull();
    });

    it('keep their notes, with who wrote last and when', async () => {
      const workspaceId = newId();
      const contact = await addContact(storage(), workspaceId, 'Ada');
      const { update, getDetails } = storage().contacts;
      const createdAt = new Date(noon).toISOString();
      expect(await getDetails(workspaceId, contact.id)).toEqual({ ...contact, notes: null, createdAt });
      expect(await getDetails(workspaceId, newId())).toBeNull();
      const by = { id: newId(), name: 'Noor' };
      const write = (text: string, base: number) =>
        update(workspaceId, contact.id, { notes: { text, base, at: noon + 5, by } });
      const first = { text: 'Likes tea', revision: 1, updatedAt: new Date(noon + 5).toISOString(), updatedBy: by };
      const isRenamed = false;
      expect(await write('Likes tea', 0)).toEqual({ contact: { ...contact, notes: first, createdAt }, isRenamed });
      expect(await getDetails(workspaceId, contact.id)).toEqual({ ...contact, notes: first, createdAt });
      expect(await write('', 1)).toMatchObject({ contact: { notes: { text: '', revision: 2 } } });
    });

    it('take no notes that were made from others than there are, but the same ones again', async () => {
      const workspaceId = newId();
      const { id } = await addContact(storage(), workspaceId);
      const write = (text: string, base: number) =>
        storage().contacts.update(workspaceId, id, { notes: { text, base, at: noon, by: { id: 'u', name: 'Noor' } } });
      const conflict = { name: 'CommandError', code: 'CONFLICT' };
      await write('One', 0);
      await expect(write('Two', 0)).rejects.toMatchObject(conflict);
      await expect(write('Two', 2)).rejects.toMatchObject(conflict);
      expect(await write('One', 0)).toMatchObject({ contact: { notes: { text: 'One', revision: 1 } } });
      const outcomes = await atOnce(10, (index) =>
        write(`Mine ${index}`, 1).then(
          () => 'taken',
          () => 'refused',
        ),
      );
      expect(outcomes.filter((outcome) => outcome === 'taken')).toHaveLength(1);
      expect(await storage().contacts.getDetails(workspaceId, id)).toMatchObject({ notes: { revision: 2 } });
    });

    it('are listed newest first, page by page', async () => {
      const workspaceId = newId();
      const made: string[] = [];
      for (let count = 0; count < 7; count += 1) made.push((await addContact(storage(), workspaceId)).id);
      const pages = await readPages((cursor) => storage().contacts.list({ workspaceId, limit: 3, cursor }));
      expect(pages.map(({ length }) => length)).toEqual([3, 3, 1]);
      expect(pages.flat().map(({ id }) => id)).toEqual(made.toReversed());
      const whole = await storage().contacts.list({ workspaceId, limit: 7 });
      expect(whole.nextCursor).toBeNull();
      expect(whole.data).toHaveLength(7);
    });

    it('are listed with their conversations', async () => {
      const { conversations, contacts } = storage();
      const workspaceId = newId();
      const older = await addChannel(storage(), workspaceId);
      const newer = await addChannel(storage(), workspaceId);
      const { contact, conversation } = await addConversation(storage(), newer, { name: 'Ada' });
      const other = await conversations.findOrCreate({ newId: newId(), channel: older, contact, seq: 1, at: noon });
      for (const [seq, one] of [conversation, other, conversation].entries()) {
        const message = await insert(storage(), newIncoming(one, { createdAt: noon + seq }));
        await conversations.addMessages(workspaceId, toAdded(message, seq));
      }
      const without = await addContact(storage(), workspaceId, 'Grace');
      const newest = await conversations.get(workspaceId, conversation.id);
      expect(await contacts.list({ workspaceId, limit: 10 })).toEqual({
        data: [
          expect.objectContaining({ id: without.id, conversationId: null, conversations: [], unreadCount: 0 }),
          {
            id: contact.id,
            customerId: contact.id,
            name: 'Ada',
            email: null,
            mobileNo: contact.phoneNumber,
            role: 'customer',
            conversationId: conversation.id,
            conversations: [
              { id: conversation.id, channelId: newer.channelId },
              { id: other.id, channelId: older.channelId },
            ],
            lastMessage: newest?.lastMessage,
            unreadCount: 3,
            createdAt: new Date(noon).toISOString(),
          },
        ],
        nextCursor: null,
      });
    });

    it('are found by part of the name in any case and by digits of the number', async () => {
      const workspaceId = newId();
      const add = (phoneNumber: string, name: string) => findOrCreate(workspaceId, { phoneNumber, lid: null }, name);
      await add('+4915100000001', 'Zoë (VIP)');
      await add('+4915100000002', 'ÄRZTE 2000');
      await add('+4917299999999', 'a.c');
      await add('+4917288888888', 'abc');
      const search = async (text: string) =>
        (await storage().contacts.list({ workspaceId, search: text, limit: 10 })).data
          .map(({ name }) => name)
          .toSorted();
      expect(await search('zoË')).toEqual(['Zoë (VIP)']);
      expect(await search('ärzte')).toEqual(['ÄRZTE 2000']);
      expect(await search('(vip)')).toEqual(['Zoë (VIP)']);
      expect(await search('a.c')).toEqual(['a.c']);
      expect(await search('.*')).toEqual([]);
      expect(await search('[\\')).toEqual([]);
      expect(await search('$ne\0')).toEqual([]);
      expect(await search('0172 (999)')).toEqual(['a.c']);
      expect(await search('+49 151')).toEqual(['Zoë (VIP)', 'ÄRZTE 2000']);
      expect(await search('0049 151-0000 0002')).toEqual(['ÄRZTE 2000']);
      expect(await search('2000')).toEqual(['ÄRZTE 2000']);
      expect(await search('abc 172')).toEqual([]);
      expect(await search('  ')).toHaveLength(4);
      const pages = await readPages((cursor) =>
        storage().contacts.list({ workspaceId, search: '17', limit: 1, cursor }),
      );
      expect(pages.flat().map(({ name }) => name)).toEqual(['abc', 'a.c']);
    });

    it('refuse a cursor that is none', async () => {
      for (const cursor of ['nonsense', '', Buffer.from('[1]').toString('base64url'), '%%%']) {
        const reading = storage().contacts.list({ workspaceId: newId(), limit: 10, cursor });
        await expect(reading).rejects.toMatchObject({ name: 'CommandError', code: 'INVALID_INPUT' });
      }
    });
  });
}
