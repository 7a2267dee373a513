import { CommandError } from '../errors.ts';
import { compileFilter } from '../query/compileFilter.ts';
import type { Filter, Matcher } from '../query/filter.ts';
import { type SortField, sortKeyOf } from '../query/sort.ts';
import { type BsonDocument, readDocument } from '../values.ts';
import type { Collection, IndexEntry } from './collection.ts';
import type { BoundRange, IndexWalk } from './indexWalk.ts';
import { type Plan, planQuery, type QueryShape } from './planQuery.ts';

/** Entries read from SQLite at once: few at first, because most queries stop early. */
const firstChunk = 64;
const firstMergeChunk = 8;
const largestChunk = 1024;
/** How much an in-memory sort may hold, as in MongoDB. */
const sortBytes = 100 * 1024 * 1024;

export type Row = {
  rid: number;
  bytes: Uint8Array;
  /** Read from the bytes when first asked for. */
  readonly document: BsonDocument;
};

/** What a query has cost so far, and how long it may go on. */
export type QueryCost = {
  keysExamined: number;
  documentsExamined: number;
  /** Milliseconds since the epoch. */
  deadline: number;
};

export type RowQuery = QueryShape & {
  skip?: number;
  /** 0 for all. */
  limit?: number;
};

export function newCost(maxTimeMs = 0): QueryCost {
  return { keysExamined: 0, documentsExamined: 0, deadline: maxTimeMs > 0 ? performance.now() + maxTimeMs : Infinity };
}

/**
 * The rows that match, in order. Lazy: it reads as far as it is asked to, holds no statement open between two steps,
 * and may be resumed after other commands have run.
 */
export function findRows(collection: Collection, query: RowQuery, cost: QueryCost): Iterable<Row> {
  const plan = planQuery(collection, query);
  return rowsOf(collection, { plan, query, cost });
}

export function* rowsOf(
  collection: Collection,
  { plan, query, cost }: { plan: Plan; query: RowQuery; cost: QueryCost },
): Generator<Row> {
  const { sort, skip = 0, limit = 0 } = query;
  const matches = compileFilter(query.filter);
  const isOrdered = sort.length === 0 || sort[0]?.path === '$natural' || (plan.kind === 'index' && plan.walk.isSorted);
  const isExact = isExactPlan(plan, query.filter);
  // Where all that is found matches and comes in order, what is skipped need not be read.
  const unread = isOrdered && isExact ? skip : 0;
  const matching = matchingRows(collection, { plan, isExact, matches, unread, cost });
  const ordered = isOrdered ? matching : sortRows(matching, sort, limit === 0 ? 0 : skip + limit);
  let position = unread;
  for (const row of ordered) {
    if (position >= skip) yield row;
    position += 1;
    if (limit > 0 && position >= skip + limit) return;
  }
}

/** Whether a plan finds what matches and nothing else. */
function isExactPlan(plan: Plan, filter: Filter): boolean {
  switch (plan.kind) {
    case 'scan':
      return filter.kind === 'and' && filter.nodes.length === 0;
    case 'index':
      return plan.walk.isExact;
    case 'union':
      return false;
  }
}

type Search = {
  plan: Plan;
  isExact: boolean;
  matches: Matcher;
  /** How many of the first ones are passed over. */
  unread: number;
  cost: QueryCost;
};

function* matchingRows(collection: Collection, { plan, isExact, matches, unread, cost }: Search): Generator<Row> {
  // Once anything has been written, an entry read before may lead to a document that matches no longer.
  const changesAtStart = collection.changes;
  for (const rid of rowIdsOf(collection, { plan, unread, cost })) {
    const bytes = collection.read(rid);
    // Removed since its entry was read.
    if (bytes === undefined) continue;
    cost.documentsExamined += 1;
    if (cost.documentsExamined % 128 === 0) checkDeadline(cost);
    const row = toRow(rid, bytes);
    const isSure = isExact && collection.changes === changesAtStart;
    if (isSure || matches(row.document)) yield row;
  }
}

function toRow(rid: number, bytes: Uint8Array): Row {
  let document: BsonDocument | undefined;
  return {
    rid,
    bytes,
    get document() {
      document ??= readDocument(bytes);
      return document;
    },
  };
}

function checkDeadline({ deadline }: QueryCost): void {
  if (performance.now() > deadline) throw new CommandError('MaxTimeMSExpired', 'operation exceeded time limit');
}

function rowIdsOf(
  collection: Collection,
  { plan, unread, cost }: Pick<Search, 'plan' | 'unread' | 'cost'>,
): Iterable<number> {
  switch (plan.kind) {
    case 'scan':
      return pass(scanRows(collection, plan.isBackward), unread);
    case 'index': {
      const rids = ridsOf(walkIndex(collection, { walk: plan.walk, unread, cost }));
      return plan.walk.index.multikey === 0 ? rids : once(rids);
    }
    case 'union':
      return once(unionRows(collection, plan.walks, cost));
  }
}

/** All but the first `count`. */
function* pass<T>(items: Iterable<T>, count: number): Generator<T> {
  let left = count;
  for (const item of items) {
    if (left === 0) yield item;
    else left -= 1;
  }
}

function* unionRows(collection: Collection, walks: readonly IndexWalk[], cost: QueryCost): Generator<number> {
  for (const walk of walks) yield* ridsOf(walkIndex(collection, { walk, unread: 0, cost }));
}

function* scanRows(collection: Collection, isBackward: boolean): Generator<number> {
  let limit = firstChunk;
  let last = isBackward ? Number.MAX_SAFE_INTEGER : 0;
  for (;;) {
    const rids = collection.readRows(last, { isBackward, limit });
    yield* rids;
    const end = rids.at(-1);
    if (end === undefined || rids.length < limit) return;
    last = end;
    limit = Math.min(limit * 2, largestChunk);
  }
}

function* ridsOf(entries: Iterable<IndexEntry>): Generator<number> {
  for (const { rid } of entries) yield rid;
}

/** A document may stand under several keys. */
function* once(rids: Iterable<number>): Generator<number> {
  const seen = new Set<number>();
  for (const rid of rids) {
    if (seen.has(rid)) continue;
    seen.add(rid);
    yield rid;
  }
}

type Walking = { walk: IndexWalk; unread: number; cost: QueryCost };

function walkIndex(collection: Collection, { walk, unread, cost }: Walking): Iterable<IndexEntry> {
  if (walk.needsMerge && walk.ranges.length > 1) return pass(mergeRanges(collection, walk, cost), unread);
  return chainRanges(collection, { walk, unread, cost });
}

function* chainRanges(collection: Collection, { walk, unread, cost }: Walking): Generator<IndexEntry> {
  const ranges = walk.isBackward ? walk.ranges.toReversed() : walk.ranges;
  let left = unread;
  for (const range of ranges) {
    const { rest, passed } = left === 0 ? { rest: range, passed: 0 } : passEntries(collection, { walk, range, left });
    left -= passed;
    cost.keysExamined += passed;
    if (rest !== undefined) yield* walkRange(collection, { walk, range: rest, cost, chunk: firstChunk });
  }
}

/** Leaves `left` entries to SQLite, which is many times faster at passing over them. */
function passEntries(
  collection: Collection,
  { walk: { index, isBackward }, range, left }: { walk: IndexWalk; range: BoundRange; left: number },
): { rest: BoundRange | undefined; passed: number } {
  const [next] = collection.readEntries(index, range, { isBackward, limit: 1, offset: left });
  if (next === undefined) return { rest: undefined, passed: collection.countEntries(index, range) };
  const rest = isBackward ? { ...range, to: justAfter(next.key) } : { ...range, from: next.key };
  return { rest, passed: left };
}

/** The next possible key: the same with a zero byte behind it. */
function justAfter(key: Uint8Array): Buffer {
  return Buffer.concat([key, Buffer.of(0)]);
}

function* walkRange(
  collection: Collection,
  { walk, range, cost, chunk }: { walk: IndexWalk; range: BoundRange; cost: QueryCost; chunk: number },
): Generator<IndexEntry> {
  const { index, isBackward } = walk;
  let { from, to } = range;
  let limit = chunk;
  for (;;) {
    const entries = collection.readEntries(index, { from, to }, { isBackward, limit });
    for (const entry of entries) {
      cost.keysExamined += 1;
      yield entry;
    }
    const last = entries.at(-1);
    if (last === undefined || entries.length < limit) return;
    if (isBackward) to = last.key;
    else from = justAfter(last.key);
    limit = Math.min(limit * 2, largestChunk);
  }
}

/** Walks all ranges at once, always going on with the one whose next entry comes first in the wanted order. */
function* mergeRanges(collection: Collection, walk: IndexWalk, cost: QueryCost): Generator<IndexEntry> {
  const heads: { entry: IndexEntry; suffix: Uint8Array; rest: Iterator<IndexEntry>; prefixLength: number }[] = [];
  const enter = (rest: Iterator<IndexEntry>, prefixLength: number) => {
    const next = rest.next();
    if (next.done === true) return;
    const head = { entry: next.value, suffix: next.value.key.subarray(prefixLength), rest, prefixLength };
    let position = heads.length;
    while (position > 0 && isAfter(heads[position - 1]?.suffix, head.suffix, walk.isBackward)) position -= 1;
    heads.splice(position, 0, head);
  };
  for (const range of walk.ranges) {
    enter(walkRange(collection, { walk, range, cost, chunk: firstMergeChunk }), range.prefixLength);
  }
  for (;;) {
    const head = heads.shift();
    if (head === undefined) return;
    yield head.entry;
    enter(head.rest, head.prefixLength);
  }
}

function isAfter(left: Uint8Array | undefined, right: Uint8Array, isBackward: boolean): boolean {
  const order = Buffer.compare(left ?? right, right);
  return isBackward ? order < 0 : order > 0;
}

/** Sorts in memory; with a limit only the best ones are kept. Equal keys keep the order in which they were found. */
function sortRows(rows: Iterable<Row>, sort: readonly SortField[], limit: number): Row[] {
  let kept: { key: Buffer; row: Row; position: number }[] = [];
  let bytes = 0;
  let position = 0;
  const order = () => kept.sort((left, right) => Buffer.compare(left.key, right.key) || left.position - right.position);
  for (const row of rows) {
    kept.push({ key: sortKeyOf(row.document, sort), row, position });
    position += 1;
    bytes += row.bytes.length;
    if (limit > 0 && kept.length >= limit * 2 + firstChunk) {
      kept = order().slice(0, limit);
      bytes = kept.reduce((sum, { row: { bytes: own } }) => sum + own.length, 0);
    }
    if (bytes > sortBytes) {
      throw new CommandError('QueryExceededMemoryLimit', 'Sort exceeded memory limit of 104857600 bytes');
    }
  }
  return order().map(({ row }) => row);
}
