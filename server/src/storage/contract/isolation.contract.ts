import { describe, expect, it } from 'vitest';
import type { Storage } from '../../domain/ports/storage/storage.ts';
import {
  comingMedia,
  type GetStorage,
  insert,
  newApiKey,
  newId,
  newIncoming,
  newOutgoing,
  newPush,
  newSignIn,
  noon,
  noTurn,
  setStage,
  toAdded,
} from './stage.ts';

/** A call that names another workspace with everything that is known of this one, and what it must answer. */
type Attempt = { call: () => Promise<unknown>; answers: unknown } | { call: () => Promise<unknown>; refuses: string };

type Row = Attempt | 'has no workspace' | 'makes its own';

/** Every method of the storage has a row here, or this file does not compile. */
type Rows = { [Noun in keyof Storage]: { [Method in keyof Storage[Noun]]: Row } };

export function describeIsolation(storage: GetStorage): void {
  describe('another workspace', () => {
    it('sees and changes nothing, whatever ids it guesses', async () => {
      const { rows, look } = await prepare(storage());
      const before = await look();
      for (const [noun, methods] of Object.entries<Record<string, Row>>(rows)) {
        for (const [method, attempt] of Object.entries(methods)) {
          const name = `${noun}.${method}`;
          if (typeof attempt === 'string') continue;
          if ('refuses' in attempt) {
            await expect(attempt.call(), name).rejects.toMatchObject({ code: attempt.refuses });
          } else {
            expect(await attempt.call(), name).toEqual(attempt.answers);
          }
        }
      }
      expect(await look()).toEqual(before);
    });
  });
}

async function prepare(storage: Storage) {
  const { users, signIns, pushes, apiKeys, channels, contacts, conversations, messages, search, changes } = storage;
  const { workspaceId, channel, contact, conversation } = await setStage(storage);
  await storage.workspaces.create({ id: workspaceId, name: 'Home' });
  const user = {
    id: newId(),
    workspaceId,
    name: 'Ada',
    email: `${newId()}@example.org`,
    role: 'admin',
    passwordHash: 'hash',
    isActive: true,
    lastSeenAt: null,
  } as const;
  await users.create(user);
  await users.addPreference(workspaceId, user.id, { list: 'muted', conversationId: conversation.id, most: 9 });
  const signIn = newSignIn({ workspaceId, userId: user.id });
  await signIns.create(signIn);
  const owner = { workspaceId, userId: user.id, signInId: signIn.id };
  const push = newPush();
  await pushes.set(owner, push);
  const apiKey = newApiKey({ workspaceId });
  await apiKeys.create(apiKey);
  const notes = { text: 'Good customer', base: 0, at: noon, by: { id: user.id, name: user.name } };
  await contacts.update(workspaceId, contact.id, { givenName: 'Ada', notes });
  const incoming = await insert(storage, newIncoming(conversation));
  const read = await insert(storage, newIncoming(conversation));
  const placeholder = await insert(storage, newIncoming(conversation, { isPlaceholder: true }));
  const withMedia = await insert(storage, newIncoming(conversation, { messageType: 'image', media: comingMedia }));
  const pending = await insert(storage, newOutgoing(conversation));
  await conversations.addMessages(workspaceId, toAdded(incoming, 2));
  await messages.markRead(workspaceId, [{ id: read.id, seq: 3 }], noon);
  await changes.reserve(workspaceId, 5);
  await channels.update(channel, { status: 'connecting' }, noon);
  await search.addPostings(workspaceId, 'recent', new Map([['good', ['t1']]]));

  const theirs = newId();
  const theirChannel = { workspaceId: theirs, channelId: channel.channelId };
  const conversationId = conversation.id;
  const key = { channelId: channel.channelId, conversationId, isOutgoing: false, whatsappId: incoming.messageId ?? '' };
  const early = { status: 'read', error: null, at: noon } as const;
  await messages.keepEarlyStatus(workspaceId, key, early);
  const nothing = { data: [], nextCursor: null };

  const rows: Rows = {
    workspaces: {
      create: 'makes its own',
      createFirst: 'makes its own',
      get: 'has no workspace',
      rename: 'has no workspace',
      isEmpty: 'has no workspace',
      first: 'has no workspace',
    },
    users: {
      create: { call: () => users.create({ ...user, workspaceId: theirs, id: newId() }), refuses: 'CONFLICT' },
      get: { call: () => users.get(theirs, user.id), answers: null },
      findByEmail: 'has no workspace',
      list: { call: () => users.list(theirs), answers: [] },
      update: { call: () => users.update(theirs, user.id, { passwordHash: 'other', role: 'agent' }), answers: null },
      getPreferences: { call: () => users.getPreferences(theirs, user.id), answers: null },
      addPreference: {
        call: () => users.addPreference(theirs, user.id, { list: 'pinned', conversationId, most: 9 }),
        answers: false,
      },
      listPreferring: { call: () => users.listPreferring(theirs, 'muted', [conversationId]), answers: [] },
      removePreference: {
        call: () => users.removePreference(theirs, user.id, { list: 'muted', conversationIds: [conversationId] }),
        answers: undefined,
      },
      noteSeen: { call: () => users.noteSeen(theirs, user.id, noon + 9), answers: undefined },
    },
    signIns: {
      create: 'makes its own',
      find: 'has no workspace',
      listOfUser: { call: () => signIns.listOfUser(theirs, user.id), answers: [] },
      rotate: 'has no workspace',
      addSuccessor: 'has no workspace',
      remove: 'has no workspace',
      removeOfUser: { call: () => signIns.removeOfUser(theirs, user.id, null), answers: undefined },
    },
    pushes: {
      set: { call: () => pushes.set({ ...owner, workspaceId: theirs }, newPush()), answers: false },
      remove: { call: () => pushes.remove({ ...owner, workspaceId: theirs }), answers: undefined },
      list: { call: () => pushes.list(theirs, noon, 10), answers: [] },
      forget: { call: () => pushes.forget(theirs, push.endpoint), answers: undefined },
    },
    secrets: { keep: 'has no workspace', get: 'has no workspace' },
    apiKeys: {
      create: 'makes its own',
      list: { call: () => apiKeys.list(theirs), answers: [] },
      get: { call: () => apiKeys.get(theirs, apiKey.id), answers: null },
      findByHash: 'has no workspace',
      noteUse: { call: () => apiKeys.noteUse(theirs, apiKey.id, noon + 9), answers: undefined },
      remove: { call: () => apiKeys.remove(theirs, apiKey.id), answers: false },
    },
    channels: {
      create: 'makes its own',
      get: { call: () => channels.get(theirChannel), answers: null },
      list: { call: () => channels.list(theirs), answers: [] },
      listWithDeleted: { call: () => channels.listWithDeleted(theirs), answers: [] },
      listEvents: { call: () => channels.listEvents(theirChannel), answers: [] },
      makeDefault: { call: () => channels.makeDefault(theirChannel), answers: null },
      delete: { call: () => channels.delete(theirChannel, noon), answers: null },
      update: { call: () => channels.update(theirChannel, { status: 'error' }, noon), answers: null },
      listKept: 'has no workspace',
      listDeleted: 'has no workspace',
      getLease: { call: () => channels.getLease(theirChannel), answers: null },
      takeLease: { call: () => channels.takeLease(theirChannel, { owner: 'theirs', seen: 'any' }), answers: null },
      renewLeases: 'has no workspace',
      releaseLease: {
        call: () => channels.releaseLease({ ...theirChannel, epoch: 1 }, 'ours'),
        answers: undefined,
      },
    },
    contacts: {
      get: { call: () => contacts.get(theirs, contact.id), answers: null },
      find: { call: () => contacts.find(theirs, { phoneNumber: contact.phoneNumber, lid: null }), answers: null },
      findOrCreate: {
        call: async () => {
          const identity = { phoneNumber: contact.phoneNumber, lid: null };
          const workspace = newId();
          const wanted = { workspaceId: workspace, newId: newId(), identity, name: 'Eve', at: noon };
          const found = await contacts.findOrCreate(wanted);
          return [found.isNew, found.contact.id === contact.id, found.contact.workspaceId === workspace];
        },
        answers: [true, false, true],
      },
      getDetails: { call: () => contacts.getDetails(theirs, contact.id), answers: null },
      update: {
        call: () => {
          const notes = { text: 'Mine', base: 1, at: noon, by: { id: newId(), name: 'Eve' } };
          return contacts.update(theirs, contact.id, { givenName: 'Eve', notes });
        },
        answers: null,
      },
      listMerged: { call: () => contacts.listMerged(theirs), answers: [] },
      listFormerIds: { call: () => contacts.listFormerIds(theirs, contact.id), answers: [] },
      list: { call: () => contacts.list({ workspaceId: theirs, limit: 10 }), answers: nothing },
    },
    conversations: {
      get: { call: () => conversations.get(theirs, conversationId), answers: null },
      find: { call: () => conversations.find(theirChannel, contact.id), answers: null },
      findOrCreate: {
        call: () => conversations.findOrCreate({ newId: newId(), channel: theirChannel, contact, seq: 1, at: noon }),
        refuses: 'NOT_FOUND',
      },
      list: { call: () => conversations.list({ workspaceId: theirs, limit: 10 }), answers: nothing },
      addMessages: { call: () => conversations.addMessages(theirs, toAdded(incoming, 99)), answers: null },
      summarise: {
        call: () =>
          conversations.summarise(theirs, {
            conversationId,
            newest: incoming,
            totalMessages: 99,
            unreadCount: 99,
            turn: toAdded(incoming, 99).turn,
            seq: 99,
          }),
        answers: null,
      },
      replaceLastMessage: {
        call: () => {
          const message = { ...incoming, content: 'Mine' };
          return conversations.replaceLastMessage(theirs, { conversationId, message, seq: 99 });
        },
        answers: null,
      },
      setLastMessageStatus: {
        call: () =>
          conversations.setLastMessageStatus(theirs, {
            conversationId,
            messageId: incoming.id,
            status: 'read',
            seq: 99,
          }),
        answers: null,
      },
      setRead: {
        call: () => conversations.setRead(theirs, { conversationId, readUpTo: incoming.id, count: 1, seq: 99 }),
        answers: null,
      },
      rename: {
        call: () => conversations.rename({ ...contact, workspaceId: theirs, name: 'Eve' }, { conversationId, seq: 99 }),
        answers: null,
      },
      listChanged: { call: () => conversations.listChanged({ workspaceId: theirs, after: 0, limit: 10 }), answers: [] },
      raise: { call: () => conversations.raise(theirs, conversationId, 99), answers: null },
      listUnmerged: { call: () => conversations.listUnmerged(theirs, [contact.id]), answers: [] },
      handOver: {
        call: () => {
          const to = { ...contact, id: newId(), workspaceId: theirs };
          return conversations.handOver(theirs, { conversationId, from: contact.id, to, seq: 99 });
        },
        answers: null,
      },
      mergeInto: {
        call: () => conversations.mergeInto(theirs, { conversationId, mergedInto: newId(), seq: 99, survivorSeq: 98 }),
        answers: null,
      },
      countWaiting: { call: () => conversations.countWaiting(theirs, []), answers: 0 },
      setFlags: {
        call: () => conversations.setFlags(theirs, { conversationId, archived: true, isMarkedUnread: true, seq: 99 }),
        answers: null,
      },
      followAll: { call: () => conversations.followAll(theirs, [conversationId]), answers: new Map() },
      listFormerIds: { call: () => conversations.listFormerIds(theirs, conversationId), answers: [] },
      listMisnamed: {
        call: () => conversations.listMisnamed({ ...contact, workspaceId: theirs, name: 'Eve' }),
        answers: [],
      },
    },
    messages: {
      insert: {
        call: async () => {
          const known = { ...newOutgoing(conversation), workspaceId: theirs, clientMessageId: pending.clientMessageId };
          const { message, isNew } = await messages.insert({ ...known, whatsappId: pending.messageId });
          return [isNew, message.id === known.id];
        },
        answers: [true, true],
      },
      get: { call: () => messages.get(theirs, incoming.id), answers: null },
      findByClientMessageId: {
        call: () => messages.findByClientMessageId(newId(), pending.clientMessageId ?? ''),
        answers: null,
      },
      listMediaDue: { call: () => messages.listMediaDue(theirChannel, { after: null, limit: 10 }), answers: [] },
      getMediaDue: { call: () => messages.getMediaDue(theirs, withMedia.id), answers: null },
      listMediaDueBefore: 'has no workspace',
      setMedia: {
        call: () =>
          messages.setMedia(theirs, withMedia.id, { media: { ...comingMedia, state: 'gone' }, at: noon, seq: 99 }),
        answers: null,
      },
      findByWhatsappId: { call: () => messages.findByWhatsappId(newId(), key), answers: null },
      oldest: { call: () => messages.oldest(newId(), conversationId), answers: null },
      readTurn: { call: () => messages.readTurn(newId(), conversationId), answers: noTurn },
      page: {
        call: async () => {
          const part = { workspaceId: newId(), conversationId, limit: 10 };
          const after = { createdAt: new Date(0).toISOString(), id: '' };
          return [await messages.page(part), await messages.page({ ...part, after })];
        },
        answers: [[], []],
      },
      replacePlaceholder: {
        call: () => {
          const replacement = {
            content: 'Mine',
            messageType: 'text',
            replyTo: null,
            raw: null,
            at: noon,
            seq: 99,
          } as const;
          return messages.replacePlaceholder(theirs, placeholder.id, replacement);
        },
        answers: null,
      },
      advanceStatus: {
        call: () => messages.advanceStatus(theirs, pending.id, { status: 'sent', error: null, at: noon, seq: 99 }),
        answers: null,
      },
      move: {
        call: () => {
          const move = { from: conversationId, to: newId(), contactId: newId(), withPending: true };
          return messages.move(newId(), { ...move, after: null, limit: 10 });
        },
        answers: { last: null, united: [] },
      },
      moveEarlyStatuses: {
        call: () => messages.moveEarlyStatuses(newId(), { from: conversationId, to: newId() }),
        answers: [],
      },
      retry: { call: () => messages.retry(theirs, pending.id, { at: noon, seq: 99 }), answers: null },
      keepEarlyStatus: { call: () => messages.keepEarlyStatus(theirs, key, early), answers: undefined },
      listEarlyStatuses: { call: () => messages.listEarlyStatuses(newId(), key), answers: [] },
      forgetEarlyStatuses: { call: () => messages.forgetEarlyStatuses(newId(), key, ['sent']), answers: undefined },
      listPending: { call: () => messages.listPending(newId(), conversationId, 10), answers: [] },
      countPending: { call: () => messages.countPending({ ...channel, workspaceId: newId() }), answers: 0 },
      conversationsWithPending: {
        call: () => messages.conversationsWithPending({ ...channel, workspaceId: newId() }),
        answers: [],
      },
      listUnread: {
        call: () => messages.listUnread({ workspaceId: theirs, conversationId, upTo: incoming, limit: 10 }),
        answers: [],
      },
      countUnread: { call: () => messages.countUnread(theirs, conversationId), answers: 0 },
      newestUnread: { call: () => messages.newestUnread(theirs, conversationId), answers: null },
      listChanged: { call: () => messages.listChanged({ workspaceId: newId(), after: 0, limit: 10 }), answers: [] },
      conversationsChanged: { call: () => messages.conversationsChanged(newId(), 0), answers: [] },
      count: { call: () => messages.count(newId(), conversationId), answers: 0 },
      countBetween: {
        call: () =>
          messages.countBetween({ ...channel, workspaceId: newId() }, { isOutgoing: false, from: 0, to: noon + 1 }),
        answers: 0,
      },
      markRead: { call: () => messages.markRead(theirs, [{ id: incoming.id, seq: 99 }], noon + 9), answers: 0 },
      raise: { call: () => messages.raise(theirs, incoming.id, 99), answers: null },
      listReceiptsDue: { call: () => messages.listReceiptsDue(theirChannel, 10), answers: [] },
      clearReceiptsDue: { call: () => messages.clearReceiptsDue(theirs, [read.id]), answers: undefined },
    },
    search: {
      listUnindexed: 'has no workspace',
      noteIndexed: { call: () => search.noteIndexed(theirs, [incoming.id]), answers: undefined },
      listBelow: 'has no workspace',
      addPostings: {
        call: () => search.addPostings(newId(), 'recent', new Map([['good', ['t2']]])),
        answers: undefined,
      },
      listBuckets: {
        call: () => search.listBuckets({ workspaceId: newId(), word: 'good', upTo: '~', limit: 10 }),
        answers: [],
      },
      getWords: { call: () => search.getWords(newId(), ['good']), answers: [] },
      listWords: { call: () => search.listWords({ workspaceId: newId(), prefix: 'go', limit: 10 }), answers: [] },
      getMessages: { call: () => search.getMessages(theirs, [incoming.id]), answers: [] },
      getIndexing: 'has no workspace',
      takeIndexing: 'has no workspace',
      renewIndexing: 'has no workspace',
      releaseIndexing: 'has no workspace',
      noteReadDown: 'has no workspace',
    },
    changes: {
      reserve: { call: () => changes.reserve(newId(), 3), answers: 1 },
      current: { call: () => changes.current(newId()), answers: 0 },
      noteSummarised: { call: () => changes.noteSummarised(theirs, 99), answers: undefined },
      noteSettled: { call: () => changes.noteSettled(theirs, 99), answers: undefined },
      lastSettled: { call: () => changes.lastSettled(newId()), answers: 0 },
      listIds: { call: () => changes.listIds({ workspaceId: newId(), after: 0, limit: 10 }), answers: [] },
      renumber: { call: () => changes.renumber(newId(), { first: 1, count: 99 }, 1_000), answers: undefined },
      listSummarised: 'has no workspace',
    },
  };

  /** All that there is in the workspace. */
  const look = async () => ({
    user: await users.get(workspaceId, user.id),
    signIn: await signIns.find(signIn.id),
    pushes: await pushes.list(workspaceId, noon, 10),
    apiKeys: await apiKeys.list(workspaceId),
    channels: await channels.list(workspaceId),
    events: await channels.listEvents(channel),
    contacts: await contacts.list({ workspaceId, limit: 10 }),
    details: await contacts.getDetails(workspaceId, contact.id),
    conversations: await conversations.list({ workspaceId, limit: 10 }),
    thread: await messages.page({ workspaceId, conversationId, limit: 10 }),
    unread: await messages.countUnread(workspaceId, conversationId),
    pending: await messages.listPending(workspaceId, conversationId, 10),
    receipts: await messages.listReceiptsDue(channel, 10),
    mediaDue: await messages.listMediaDue(channel, { after: null, limit: 10 }),
    seq: await changes.current(workspaceId),
    unindexed: (await search.listUnindexed(10_000)).filter((message) => message.workspaceId === workspaceId),
    buckets: await search.listBuckets({ workspaceId, word: 'good', upTo: '~', limit: 10 }),
  });
  return { rows, look };
}
