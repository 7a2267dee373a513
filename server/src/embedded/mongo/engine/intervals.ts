import type { Condition, Filter } from '../query/filter.ts';
import type { BsonValue } from '../values.ts';
import { encodeKey } from './keyEncoding.ts';
import { rankOf, type TypeRank, typeRank } from './typeRank.ts';

/** A place between keys: just before, or just after, all keys that begin with `key`. */
export type Edge = {
  key: Buffer;
  isAfter: boolean;
};

export type Interval = {
  low: Edge;
  high: Edge;
};

/** What a filter demands of the values at a path: every matching document has one of them within an interval. */
export type Constraint = {
  path: string;
  intervals: readonly Interval[];
  /** A document without the field cannot match. */
  needsField: boolean;
};

const everything: Interval = {
  low: { key: Buffer.of(0x01), isAfter: false },
  high: { key: Buffer.of(0xfe), isAfter: false },
};

const ranksByName = new Map<string, TypeRank>([
  ['string', typeRank.string],
  ['object', typeRank.object],
  ['binData', typeRank.binary],
  ['objectId', typeRank.objectId],
  ['bool', typeRank.boolean],
  ['date', typeRank.date],
]);

/** The constraints of a filter, one per condition that an index can use; several may be about one path. */
export function constraintsOf(filter: Filter): Constraint[] {
  switch (filter.kind) {
    case 'field':
      return constraintsOfField(filter.path, filter.condition);
    case 'and':
      return filter.nodes.flatMap(constraintsOf);
    case 'or':
      return constraintsOfAny(filter.nodes);
    case 'nor':
    case 'expression':
      return [];
  }
}

/** Only a path that every branch constrains is constrained by the whole, to all their intervals together. */
function constraintsOfAny(branches: readonly Filter[]): Constraint[] {
  const [first, ...others] = branches.map(constraintsOf);
  if (first === undefined) return [];
  return first.flatMap((constraint) => {
    const same = others.map((constraints) => constraints.find(({ path }) => path === constraint.path));
    if (same.some((found) => found === undefined)) return [];
    const all = [constraint, ...same.flatMap((found) => (found === undefined ? [] : [found]))];
    return [
      {
        path: constraint.path,
        intervals: unite(all.flatMap(({ intervals }) => intervals)),
        needsField: all.every(({ needsField }) => needsField),
      },
    ];
  });
}

function constraintsOfField(path: string, condition: Condition): Constraint[] {
  switch (condition.op) {
    case 'elemMatchFilter':
      return constraintsOf(condition.filter).map((inner) => ({ ...inner, path: `${path}.${inner.path}` }));
    case 'elemMatchValue':
      return condition.conditions.flatMap((inner) => constraintsOfField(path, inner));
    default: {
      const constraint = constraintOf(path, condition);
      return constraint === undefined ? [] : [constraint];
    }
  }
}

function constraintOf(path: string, condition: Condition): Constraint | undefined {
  if (condition.op === 'exists') {
    return condition.exists
      ? { path, intervals: [everything], needsField: true }
      : { path, intervals: [between(typeRank.undefined, typeRank.null)], needsField: false };
  }
  const intervals = intervalsOf(condition);
  if (intervals === undefined) return undefined;
  return { path, intervals, needsField: !intervals.some(takesInNull) };
}

function intervalsOf(condition: Condition): Interval[] | undefined {
  switch (condition.op) {
    case 'eq':
      return Array.isArray(condition.value) ? undefined : [pointOf(condition.value)];
    case 'in': {
      if (condition.patterns.length > 0 || condition.values.some((value) => Array.isArray(value))) return undefined;
      return unite(condition.values.map(pointOf));
    }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return rangeOf(condition.op, condition.value);
    case 'type':
      return typeIntervals(condition.names);
    default:
      return undefined;
  }
}

function pointOf(value: BsonValue): Interval {
  const key = encodeKey(value);
  return { low: { key, isAfter: false }, high: { key, isAfter: true } };
}

/** Comparisons hold within the operand's type only. */
function rangeOf(op: 'gt' | 'gte' | 'lt' | 'lte', value: BsonValue): Interval[] | undefined {
  const rank = rankOf(value);
  switch (rank) {
    case typeRank.array:
    case typeRank.minKey:
    case typeRank.maxKey:
      return undefined;
    case typeRank.null:
      return op === 'gte' || op === 'lte' ? [pointOf(null)] : [];
  }
  const key = encodeKey(value);
  const whole = between(rank, rank);
  switch (op) {
    case 'gt':
      return [{ low: { key, isAfter: true }, high: whole.high }];
    case 'gte':
      return [{ low: { key, isAfter: false }, high: whole.high }];
    case 'lt':
      return [{ low: whole.low, high: { key, isAfter: false } }];
    case 'lte':
      return [{ low: whole.low, high: { key, isAfter: true } }];
  }
}

function typeIntervals(names: ReadonlySet<string>): Interval[] | undefined {
  const intervals: Interval[] = [];
  for (const name of names) {
    const rank = ranksByName.get(name);
    if (rank === undefined) return undefined;
    intervals.push(between(rank, rank));
  }
  return unite(intervals);
}

/** All keys of the types from one rank to another. No type has the rank right after another's. */
function between(first: TypeRank, last: TypeRank): Interval {
  return { low: { key: Buffer.of(first), isAfter: false }, high: { key: Buffer.of(last + 1), isAfter: false } };
}

function takesInNull(interval: Interval): boolean {
  const point = pointOf(null);
  return compareEdges(interval.low, point.low) <= 0 && compareEdges(interval.high, point.high) >= 0;
}

function compareEdges(left: Edge, right: Edge): number {
  return Buffer.compare(edgeBytes(left), edgeBytes(right));
}

/** No key goes on with 0xff after a complete value, so that byte stands for "behind all that begins like this". */
export function edgeBytes({ key, isAfter }: Edge): Buffer {
  return isAfter ? Buffer.concat([key, Buffer.of(0xff)]) : key;
}

export function isPoint({ low, high }: Interval): boolean {
  return !low.isAfter && high.isAfter && low.key.equals(high.key);
}

export function isEverything(intervals: readonly Interval[]): boolean {
  return intervals.some(
    ({ low, high }) => compareEdges(low, everything.low) <= 0 && compareEdges(high, everything.high) >= 0,
  );
}

/** Sorted and without overlaps; what touches becomes one. */
function unite(intervals: readonly Interval[]): Interval[] {
  const sorted = intervals.toSorted((left, right) => compareEdges(left.low, right.low));
  const united: Interval[] = [];
  for (const interval of sorted) {
    const last = united.at(-1);
    if (last !== undefined && compareEdges(interval.low, last.high) <= 0) {
      if (compareEdges(interval.high, last.high) > 0)
        united[united.length - 1] = { low: last.low, high: interval.high };
    } else {
      united.push(interval);
    }
  }
  return united;
}

export function intersect(left: readonly Interval[], right: readonly Interval[]): Interval[] {
  const common: Interval[] = [];
  for (const one of left) {
    for (const other of right) {
      const low = compareEdges(one.low, other.low) >= 0 ? one.low : other.low;
      const high = compareEdges(one.high, other.high) <= 0 ? one.high : other.high;
      if (compareEdges(low, high) < 0) common.push({ low, high });
    }
  }
  return unite(common);
}

/** Whether every value within `inner` is also within `outer`. */
export function isWithin(inner: readonly Interval[], outer: readonly Interval[]): boolean {
  return inner.every((interval) =>
    outer.some(({ low, high }) => compareEdges(low, interval.low) <= 0 && compareEdges(high, interval.high) >= 0),
  );
}
