import type { mongo } from 'mongoose';
import { createNumbers, missingIds, type Writer } from './writer.ts';

type Message = {
  _id: string;
  workspaceId: string;
  conversationId: string;
  clientMessageId: string | null;
  whatsappId: string | null;
  status: string;
  isOutgoing: boolean;
  createdAt: Date;
  seq: number;
  text: string;
};

const nextNumber = createNumbers();
const pending = { status: 'pending', isOutgoing: true };

/** A message is stored, its status moves forward, as the product's do; with the kinds of indexes that they have there. */
export function writeMessages(conversationId: string): Writer {
  const statuses = new Map<string, { least: string[] }>();
  const messages = (db: mongo.Db) => db.collection<Message>('messages');

  async function insert(db: mongo.Db): Promise<void> {
    const n = nextNumber();
    const _id = `message${n}`;
    await messages(db).insertOne({
      _id,
      workspaceId: 'w',
      conversationId,
      clientMessageId: n % 3 === 0 ? null : `client${n}`,
      whatsappId: n % 2 === 0 ? null : `wa${n}`,
      ...pending,
      createdAt: new Date(n),
      seq: n,
      text: 'x'.repeat(n % 5 === 0 ? 9000 : 300),
    });
    statuses.set(_id, { least: ['pending', 'sent'] });
  }

  async function advance(db: mongo.Db): Promise<void> {
    const filter = { workspaceId: 'w', conversationId, ...pending };
    const changed = await messages(db).findOneAndUpdate(
      filter,
      { $set: { status: 'sent' }, $max: { seq: nextNumber() } },
      { sort: { createdAt: 1 }, returnDocument: 'after' },
    );
    if (changed !== null) statuses.set(changed._id, { least: ['sent'] });
  }

  let turn = 0;
  return {
    async prepare(db) {
      await messages(db).createIndexes([
        {
          key: { workspaceId: 1, clientMessageId: 1 },
          unique: true,
          partialFilterExpression: { clientMessageId: { $gt: '' } },
        },
        { key: { workspaceId: 1, conversationId: 1, createdAt: 1, _id: 1 } },
        {
          key: { workspaceId: 1, conversationId: 1, status: 1, createdAt: 1, _id: 1 },
          partialFilterExpression: pending,
        },
        { key: { whatsappId: 1 }, sparse: true },
        { key: { workspaceId: 1, seq: -1 } },
      ]);
    },
    async write(db) {
      turn += 1;
      await (turn % 3 === 0 ? advance(db) : insert(db));
    },
    async findLosses(db) {
      const found = await messages(db).find({ conversationId }).toArray();
      const wrong = found.filter(({ _id, status }) => statuses.get(_id)?.least.includes(status) === false);
      return [
        ...(await missingIds(db.collection<{ _id: string }>('messages'), statuses.keys())),
        ...wrong.map(({ _id, status }) => `messages: ${_id} is ${status}`),
      ];
    },
  };
}

/** Counts up, from nothing. Every number is given once. */
export function writeCounter(name: string): Writer {
  const given: number[] = [];
  let asked = 0;
  const counters = (db: mongo.Db) => db.collection<{ _id: string; seq: number }>('counters');
  return {
    async write(db) {
      asked += 1;
      const counter = await counters(db).findOneAndUpdate(
        { _id: name },
        { $inc: { seq: 1 } },
        { upsert: true, returnDocument: 'after' },
      );
      given.push(counter?.seq ?? 0);
    },
    async findLosses(db) {
      const seq = (await counters(db).findOne({ _id: name }))?.seq ?? 0;
      const losses = [];
      if (new Set(given).size !== given.length) losses.push(`counters: ${name} gave a number twice`);
      if (seq < Math.max(0, ...given)) losses.push(`counters: ${name} fell back to ${seq}`);
      if (seq > asked) losses.push(`counters: ${name} is at ${seq} after ${asked} steps`);
      return losses;
    },
  };
}

const expired = new Date(0);
const farAway = new Date('2999-01-01');

/** Documents whose time has come are removed in between, and no others. */
export function writeSignIns(name: string): Writer {
  const kept = new Map<string, string[]>();
  const signIns = (db: mongo.Db) => db.collection<{ _id: string; current: string[]; expiresAt: Date }>('signIns');
  return {
    async prepare(db) {
      await signIns(db).createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 });
      await signIns(db).createIndex({ current: 1 }, { unique: true });
    },
    async write(db) {
      const n = nextNumber();
      const _id = `${name}${n}`;
      await signIns(db).insertOne({ _id, current: [`a${n}`, `b${n}`], expiresAt: n % 2 === 0 ? expired : farAway });
      if (n % 2 === 0) return;
      kept.set(_id, [`a${n}`, `b${n}`]);
      const asked = [...(kept.get(_id) ?? []), `c${n}`, `d${n}`];
      // From here on the array has at least what it had, and whatever was asked for may have come.
      await signIns(db).updateOne({ _id, current: `b${n}` }, { $set: { 'current.$': `c${n}` } });
      kept.set(_id, [`a${n}`, `c${n}`]);
      await signIns(db).updateOne({ _id }, { $push: { current: `d${n}` } });
      kept.set(
        _id,
        asked.filter((token) => token !== `b${n}`),
      );
    },
    async findLosses(db) {
      const found = await signIns(db)
        .find({ _id: { $in: [...kept.keys()] } })
        .toArray();
      const tokens = new Map(found.map(({ _id, current }) => [_id, current]));
      return [...kept].flatMap(([id, [first = '', second = '', third]]) => {
        const current = tokens.get(id);
        if (current === undefined) return [`signIns: ${id} is gone`];
        const isWhole =
          current.includes(first) &&
          (current.includes(second) || (third === undefined && current[1] === second.replace('b', 'c'))) &&
          (third === undefined || current.includes(third));
        return isWhole ? [] : [`signIns: ${id} holds ${current.join()}`];
      });
    },
  };
}

/** How many documents are there whose time has come. */
export function countExpired(db: mongo.Db): Promise<number> {
  return db.collection('signIns').countDocuments({ expiresAt: expired });
}
