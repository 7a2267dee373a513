import type { mongo } from 'mongoose';

/** One client's stream of writes, and what it may rely on after the server was killed. */
export type Writer = {
  prepare?: (db: mongo.Db) => Promise<void>;
  /** The next write; resolves when it is acknowledged. Never two at once. */
  write: (db: mongo.Db) => Promise<void>;
  /** What is not as it was acknowledged, in words. */
  findLosses: (db: mongo.Db) => Promise<string[]>;
};

/** Numbers that no other writer uses. */
export function createNumbers(): () => number {
  let last = 0;
  return () => {
    last += 1;
    return last;
  };
}

/** Those of the acknowledged that do not exist. */
export async function missingIds(
  collection: mongo.Collection<{ _id: string }>,
  acknowledged: Iterable<string>,
): Promise<string[]> {
  const wanted = [...acknowledged];
  const found = await collection.find({ _id: { $in: wanted } }, { projection: { _id: 1 } }).toArray();
  const there = new Set(found.map(({ _id }) => _id));
  return wanted.filter((id) => !there.has(id)).map((id) => `${collection.collectionName}: ${id} is gone`);
}
