import type { Collection } from '../engine/collection.ts';
import { areEqual } from '../engine/compareValues.ts';
import { findRows, newCost, type QueryCost, type Row } from '../engine/findRows.ts';
import type { IndexDefinition } from '../engine/indexDefinition.ts';
import { CommandError } from '../errors.ts';
import type { Filter } from '../query/filter.ts';
import type { SortField } from '../query/sort.ts';
import { type BsonValue, isPlainObject } from '../values.ts';
import type { CommandContext } from './command.ts';

/** The collection that a command names in its first field, or undefined while nobody has written to it. */
export function targetOf({ request, store, fields }: CommandContext): Collection | undefined {
  return store.catalog.find(request.db, fields.text(request.name));
}

/** The same, made when missing. */
export function ensureTarget({ request, store, fields }: CommandContext): Collection {
  return store.catalog.ensure(request.db, fields.text(request.name));
}

export function namespaceOf({ request, fields }: CommandContext): string {
  return `${request.db}.${fields.text(request.name)}`;
}

export function costOf({ fields }: CommandContext): QueryCost {
  return newCost(fields.count('maxTimeMS') ?? 0);
}

/** The limit is for the command itself: the time between two batches is the client's own. */
export function liftDeadline(cost: QueryCost): void {
  cost.deadline = Infinity;
}

/** @throws CommandError BadValue when the hint names no index. */
export function readHint(collection: Collection, hint: BsonValue): IndexDefinition | 'natural' | undefined {
  if (hint === undefined || (isPlainObject(hint) && Object.keys(hint).length === 0)) return undefined;
  if (isPlainObject(hint) && Object.keys(hint)[0] === '$natural') return 'natural';
  const found = collection.indexes.find((index) =>
    typeof hint === 'string' ? index.name === hint : areEqual(index.specification['key'], hint),
  );
  if (found === undefined) throw new CommandError('BadValue', 'hint provided does not correspond to an existing index');
  return found;
}

export type Selection = {
  filter: Filter;
  sort?: readonly SortField[];
  hint?: BsonValue;
  limit?: number;
};

/** All rows that match, read before any of them is changed, so that no change can meet the walk again. */
export function selectRows(collection: Collection, selection: Selection, cost: QueryCost): Row[] {
  const { filter, sort = [], hint, limit = 0 } = selection;
  return [...findRows(collection, { filter, sort, limit, hint: readHint(collection, hint) }, cost)];
}
