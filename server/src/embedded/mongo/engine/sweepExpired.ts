import type { Filter } from '../query/filter.ts';
import type { Collection } from './collection.ts';
import { findRows, newCost } from './findRows.ts';
import type { IndexDefinition } from './indexDefinition.ts';
import type { Store } from './openStore.ts';

/** Documents removed in one go, so that a large sweep does not keep everybody waiting. */
const sweepLimit = 1000;

/**
 * Removes what the TTL indexes say has expired, at most a thousand documents an index and call.
 * @param now milliseconds since the epoch
 * @returns whether there is more to remove
 */
export function sweepExpired(store: Store, now: number): boolean {
  let hasMore = false;
  for (const collection of store.catalog.list()) {
    for (const index of collection.indexes) {
      if (index.expireAfterSeconds === undefined) continue;
      if (sweepIndex(store, collection, { index, now }) === sweepLimit) hasMore = true;
    }
  }
  return hasMore;
}

function sweepIndex(
  store: Store,
  collection: Collection,
  { index, now }: { index: IndexDefinition; now: number },
): number {
  const [field] = index.fields;
  if (field === undefined) return 0;
  const before = new Date(now - (index.expireAfterSeconds ?? 0) * 1000);
  const filter: Filter = {
    kind: 'field',
    path: field.path,
    parts: field.parts,
    condition: { op: 'lte', value: before },
  };
  // A partial index expires only what it takes in; hinting at it is what sees to that.
  const expired = [...findRows(collection, { filter, sort: [], limit: sweepLimit, hint: index }, newCost())];
  if (expired.length === 0) return 0;
  store.commits.write(() => {
    for (const row of expired) collection.remove(row);
  });
  return expired.length;
}
