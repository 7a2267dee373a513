import type { mongo } from 'mongoose';
import { createNumbers, type Writer } from './writer.ts';

const nextNumber = createNumbers();
const groupSize = 60;

/** One command changes many documents, and then all of them or none. */
export function writeGroups(group: string): Writer {
  const rounds = (db: mongo.Db) => db.collection<{ _id: string; group: string; round: number }>('groups');
  let acknowledged = 0;
  let asked = 0;
  return {
    async prepare(db) {
      await rounds(db).createIndex({ group: 1, round: -1 });
      if ((await rounds(db).countDocuments({ group })) > 0) return;
      await rounds(db).insertMany(
        Array.from({ length: groupSize }, (_, n) => ({ _id: `${group}${n}`, group, round: 0 })),
      );
    },
    async write(db) {
      asked += 1;
      await rounds(db).updateMany({ group }, { $set: { round: asked } });
      acknowledged = asked;
    },
    async findLosses(db) {
      const found = await rounds(db).find({ group }).toArray();
      const there = new Set(found.map(({ round }) => round));
      const [round = -1] = there;
      if (found.length === groupSize && there.size === 1 && round >= acknowledged && round <= asked) return [];
      return [`groups: ${group} is at ${[...there].join()} after ${acknowledged}, in ${found.length} documents`];
    },
  };
}

const keyCount = 12;

/** Bulks of upserts and deletions without an order, each over half of the keys. */
export function writeKeys(owner: string): Writer {
  type Key = { owner: string; key: number; value: number };
  const keys = (db: mongo.Db) => db.collection<Key>('keys');
  /** What may be there: what was acknowledged last, and what was asked for since. */
  const possible = new Map<number, Set<number | null>>();
  for (let key = 0; key < keyCount; key += 1) possible.set(key, new Set([null]));
  return {
    async prepare(db) {
      await keys(db).createIndex({ owner: 1, key: 1 }, { unique: true });
    },
    async write(db) {
      const value = nextNumber();
      const changes = new Map<number, number | null>();
      for (let key = value % 2; key < keyCount; key += 2) changes.set(key, (key + value) % 3 === 0 ? null : value);
      for (const [key, wanted] of changes) possible.get(key)?.add(wanted);
      await keys(db).bulkWrite(
        [...changes].map(([key, wanted]): mongo.AnyBulkWriteOperation<Key> => {
          const filter = { owner, key };
          if (wanted === null) return { deleteOne: { filter } };
          return { updateOne: { filter, update: { $set: { value: wanted } }, upsert: true } };
        }),
        { ordered: false },
      );
      for (const [key, wanted] of changes) possible.set(key, new Set([wanted]));
    },
    async findLosses(db) {
      const found = new Map((await keys(db).find({ owner }).toArray()).map(({ key, value }) => [key, value]));
      return [...possible].flatMap(([key, values]) => {
        const value = found.get(key) ?? null;
        return values.has(value) ? [] : [`keys: ${owner} ${key} is ${value}, not ${[...values].join(' or ')}`];
      });
    },
  };
}

const batchSize = 8;

/** Inserts batches, marks and deletes them, as journals are kept. */
export function writeJournal(owner: string): Writer {
  type Entry = { _id: string; owner: string; batch: number; isApplied: boolean };
  const journal = (db: mongo.Db) => db.collection<Entry>('journal');
  const inserted = new Set<number>();
  /** What may be applied, for somebody asked for it; and what is. */
  const asked = new Set<number>();
  let applied: number | undefined;
  const deleted = new Set<number>();
  return {
    async prepare(db) {
      await journal(db).createIndex({ owner: 1, isApplied: 1, batch: 1 });
    },
    async write(db) {
      const batch = nextNumber();
      await journal(db).insertMany(
        Array.from({ length: batchSize }, (_, n) => ({
          _id: `${owner}-${batch}-${n}`,
          owner,
          batch,
          isApplied: false,
        })),
      );
      inserted.add(batch);
      // Half of them are applied; those that were before go, in the same bulk.
      if (batch % 2 === 0) return;
      asked.add(batch);
      await journal(db).bulkWrite([
        { updateMany: { filter: { owner, batch }, update: { $set: { isApplied: true } } } },
        { deleteMany: { filter: { owner, isApplied: true, batch: { $lt: batch } } } },
      ]);
      if (applied !== undefined) deleted.add(applied);
      applied = batch;
    },
    async findLosses(db) {
      const counts = new Map<number, number>();
      for (const { batch } of await journal(db).find({ owner }).toArray()) {
        counts.set(batch, (counts.get(batch) ?? 0) + 1);
      }
      const lost = [...inserted].filter((batch) => !asked.has(batch) && counts.get(batch) !== batchSize);
      const torn = [...counts].filter(([batch, count]) => inserted.has(batch) && count !== batchSize);
      const risen = [...deleted].filter((batch) => counts.has(batch));
      return [
        ...[...lost, ...torn.map(([batch]) => batch)].map((batch) => `journal: ${owner} ${batch} is not whole`),
        ...risen.map((batch) => `journal: ${owner} ${batch} is back`),
      ];
    },
  };
}
