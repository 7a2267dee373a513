import { randomBytes } from 'node:crypto';
import { type Collection, type Db, MongoClient } from 'mongodb';
import { startStore } from './bare.ts';

/** As the product stored it. Only what differs from copy to copy is read. */
type Stored = { _id: string } & Record<string, unknown>;

/** One customer's message and one answer, with what they belong to. */
type Template = { incoming: Stored; outgoing: Stored; conversation: Stored; contact: Stored };

type Filling = { conversation: Stored; contact: Stored; count: number; last: Stored | null };

export type HistorySize = {
  /** Of the conversation that is read. */
  measured: number;
  /** Of all the others together. */
  others: number;
  otherConversations: number;
  /** What each message says, by its place in time; else all say the same. */
  toContent?: (index: number) => string;
};

export type History = { conversationId: string; messages: number; messageIds: string[] };

const collections = ['messages', 'conversations', 'contacts'] as const;
/** How long ago the oldest message is, in milliseconds. */
const span = 90 * 24 * 60 * 60 * 1000;
const batchSize = 5_000;

/**
 * Puts many copies of the one conversation that is in a stopped product's folder in its place. They are written in the
 * order of time, as they would have come, so that a conversation's messages lie far apart.
 */
export async function fillHistory(folder: string, size: HistorySize): Promise<History> {
  const store = await startStore(folder);
  const client = new MongoClient(store.address, { writeConcern: { w: 'majority', journal: true } });
  try {
    const database = client.db();
    const template = await readTemplate(database);
    for (const name of collections) await collection(database, name).deleteMany({});
    // Reading needs no connected number, and two servers can't both have this one.
    await collection(database, 'channels').updateMany({}, { $set: { isLinked: false, status: 'inactive' } });
    const history = await writeCopies(database, template, size);
    await collection(database, 'changeCounters').updateMany(
      {},
      { $set: { seq: 2 * history.messages, summarisedUpTo: 2 * history.messages } },
    );
    return history;
  } finally {
    await client.close();
    await store.end();
  }
}

async function writeCopies(database: Db, template: Template, size: HistorySize): Promise<History> {
  const total = size.measured + size.others;
  const start = Date.now() - span;
  const step = span / total;
  const measured = copyConversation(template, 0, start);
  const others = Array.from({ length: size.otherConversations }, (_, index) =>
    copyConversation(template, index + 1, start),
  );
  const messageIds: string[] = [];
  let batch: Stored[] = [];
  let isMeasured = 0;
  let other = 0;
  for (let index = 0; index < total; index += 1) {
    // The measured conversation's messages come evenly among the others', and the newest one is its own.
    const isOwn = Math.floor(((index + 1) * size.measured) / total) > isMeasured;
    const filling = isOwn ? measured : others[other % others.length];
    if (isOwn) isMeasured += 1;
    else other += 1;
    if (!filling) throw new Error('There is no conversation for the other messages.');
    const createdAt = new Date(Math.floor(start + index * step));
    const message = copyMessage(template, filling, { createdAt, index, content: size.toContent?.(index) });
    if (isOwn) messageIds.push(message._id);
    batch.push(message);
    if (batch.length === batchSize) {
      await collection(database, 'messages').insertMany(batch, { ordered: false });
      batch = [];
    }
  }
  if (batch.length > 0) await collection(database, 'messages').insertMany(batch, { ordered: false });
  const fillings = [measured, ...others];
  await collection(database, 'contacts').insertMany(
    fillings.map(({ contact }) => contact),
    { ordered: false },
  );
  await collection(database, 'conversations').insertMany(fillings.map(toConversation), { ordered: false });
  return { conversationId: measured.conversation._id, messages: total, messageIds };
}

/** @param index makes the customer's number */
function copyConversation({ conversation, contact }: Template, index: number, at: number): Filling {
  const phoneNumber = `+4916${String(index).padStart(8, '0')}`;
  const lid = contact['lid'] === null ? null : String(100_000_000_000 + index);
  const name = `Customer ${index}`;
  const contactId = idAt(at + index);
  const identities = [`phone:${phoneNumber}`, ...(lid === null ? [] : [`lid:${lid}`])];
  const createdAt = new Date(at);
  return {
    contact: { ...contact, _id: contactId, phoneNumber, lid, name, hasName: true, identities, createdAt },
    conversation: { ...conversation, _id: idAt(at + index), contactId, name, phoneNumber },
    count: 0,
    last: null,
  };
}

function copyMessage(
  template: Template,
  filling: Filling,
  { createdAt, index, content }: { createdAt: Date; index: number; content: string | undefined },
): Stored {
  // It may not have been indexed when the product ended, and then all copies would wait for that.
  const { isUnindexed: _, ...original } = filling.count % 2 === 0 ? template.incoming : template.outgoing;
  const id = idAt(createdAt.getTime());
  const message = {
    ...original,
    ...(content === undefined ? {} : { content }),
    _id: id,
    conversationId: filling.conversation._id,
    contactId: filling.contact._id,
    whatsappId: `3EB0${randomBytes(9).toString('hex').toUpperCase()}`,
    clientMessageId: original['clientMessageId'] === null ? null : id,
    status: 'read',
    createdAt,
    updatedAt: createdAt,
    sentAt: createdAt,
    deliveredAt: createdAt,
    readAt: createdAt,
    seq: 2 * index + 1,
  };
  filling.count += 1;
  filling.last = message;
  return message;
}

/** With its counters as the product would have left them, and all of it read. */
function toConversation({ conversation, count, last }: Filling): Stored {
  if (!last) throw new Error('A conversation was left without a message.');
  const { _id: id, content, messageType, isOutgoing, status, createdAt, seq } = last;
  return {
    ...conversation,
    lastMessage: { id, content, messageType, isOutgoing, status, createdAt },
    unreadCount: 0,
    readUpTo: id,
    totalMessages: count,
    incomingAt: createdAt instanceof Date ? createdAt.getTime() : 0,
    sortAt: createdAt,
    updatedAt: createdAt,
    seq: Number(seq) + 1,
  };
}

async function readTemplate(database: Db): Promise<Template> {
  const read = async (name: (typeof collections)[number], filter: object): Promise<Stored> => {
    const found = await collection(database, name).findOne(filter);
    if (!found) throw new Error(`The product left nothing in ${name} to copy.`);
    return found;
  };
  return {
    incoming: await read('messages', { isOutgoing: false }),
    outgoing: await read('messages', { isOutgoing: true }),
    conversation: await read('conversations', {}),
    contact: await read('contacts', {}),
  };
}

function collection(database: Db, name: string): Collection<Stored> {
  return database.collection<Stored>(name);
}

/** A UUID of version 7, as the product's ids are: they sort by time. */
function idAt(time: number): string {
  const hex = `${Math.floor(time).toString(16).padStart(12, '0')}7${randomBytes(2).toString('hex').slice(1)}8${randomBytes(8).toString('hex').slice(1)}`;
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
