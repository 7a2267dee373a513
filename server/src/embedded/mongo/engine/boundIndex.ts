import type { SortField } from '../query/sort.ts';
import type { IndexDefinition, IndexField } from './indexDefinition.ts';
import type { BoundRange, IndexWalk } from './indexWalk.ts';
import { type Constraint, edgeBytes, type Interval, intersect, isEverything, isPoint } from './intervals.ts';
import { invertKey } from './keyEncoding.ts';

/** Lists of values multiply over the fields of a compound index; past this many ranges the rest is filtered instead. */
const maxRanges = 2000;
const everyKey = { from: Buffer.alloc(0), to: Buffer.of(0xff), prefixLength: 0 };

export type IndexBounds = {
  walk: Omit<IndexWalk, 'index' | 'isExact'>;
  equalities: number;
  hasRange: boolean;
  /** The paths that the ranges are about. */
  paths: ReadonlySet<string>;
};

/** The stretches of an index that can hold what the constraints allow, and whether walking them yields the sort order. */
export function boundIndex(
  index: IndexDefinition,
  constraints: readonly Constraint[],
  sort: readonly SortField[],
): IndexBounds {
  const fields = boundFields(index, constraints);
  const order = orderOf(index, fields, sort);
  const ranges = toRanges(fields, order.firstSorted);
  const points = fields.filter(({ isPoints }) => isPoints);
  return {
    walk: {
      ranges,
      isBackward: order.isBackward,
      isSorted: order.isSorted,
      needsMerge: order.isSorted && points.slice(0, order.firstSorted).some(({ intervals }) => intervals.length > 1),
    },
    equalities: points.length,
    hasRange: fields.length > points.length,
    paths: new Set(fields.map(({ field }) => field.path)),
  };
}

type BoundField = {
  field: IndexField;
  intervals: readonly Interval[];
  /** Single values only, so that the next field of the index can be bounded too. */
  isPoints: boolean;
  isMultikey: boolean;
};

/** The leading fields of the index that are bounded: any number by single values, then at most one by ranges. */
function boundFields(index: IndexDefinition, constraints: readonly Constraint[]): BoundField[] {
  const bound: BoundField[] = [];
  let ranges = 1;
  let hasMultikeyBound = false;
  for (const [position, field] of index.fields.entries()) {
    const isMultikey = (index.multikey & (1 << position)) !== 0;
    // Two fields of one array may be matched by different elements, which no single key shows.
    if (isMultikey && hasMultikeyBound) return bound;
    const intervals = intervalsFor(field.path, constraints, isMultikey);
    if (intervals === undefined) return bound;
    if (bound.length > 0 && ranges * intervals.length > maxRanges) return bound;
    hasMultikeyBound ||= isMultikey;
    ranges *= Math.max(intervals.length, 1);
    const isPoints = intervals.every(isPoint);
    bound.push({ field, intervals, isPoints, isMultikey });
    if (!isPoints) return bound;
  }
  return bound;
}

function intervalsFor(
  path: string,
  constraints: readonly Constraint[],
  isMultikey: boolean,
): readonly Interval[] | undefined {
  const asked = constraints.filter((constraint) => constraint.path === path && !isEverything(constraint.intervals));
  const [first, ...others] = asked.map(({ intervals }) => intervals);
  if (first === undefined) return undefined;
  if (!isMultikey) return others.reduce<readonly Interval[]>(intersect, first);
  // With arrays each condition may be met by another element: only one of them can be used.
  return [first, ...others].find((intervals) => intervals.every(isPoint)) ?? first;
}

type Order = {
  isSorted: boolean;
  isBackward: boolean;
  /** Position of the first index field that is sorted by. */
  firstSorted: number;
};

function orderOf(index: IndexDefinition, bound: readonly BoundField[], sort: readonly SortField[]): Order {
  const unsorted: Order = { isSorted: sort.length === 0, isBackward: false, firstSorted: 0 };
  const isFixed = (path: string) =>
    bound.some(
      ({ field, intervals, isPoints, isMultikey }) =>
        field.path === path && isPoints && intervals.length === 1 && !isMultikey,
    );
  const wanted = sort.filter(({ path }) => !isFixed(path));
  if (wanted.length === 0) return { ...unsorted, isSorted: true };
  let isBackward: boolean | undefined;
  let firstSorted: number | undefined;
  let next = 0;
  for (const [position, field] of index.fields.entries()) {
    const sortField = wanted[next];
    if (sortField === undefined) break;
    if (sortField.path === field.path) {
      const isReversed = sortField.isDescending !== field.isDescending;
      const isMultikey = (index.multikey & (1 << position)) !== 0;
      if (isMultikey || (isBackward !== undefined && isBackward !== isReversed)) return unsorted;
      isBackward = isReversed;
      firstSorted ??= position;
      next += 1;
    } else if (!isFixed(field.path) && (firstSorted !== undefined || bound[position]?.isPoints !== true)) {
      return unsorted;
    }
  }
  if (next < wanted.length) return unsorted;
  return { isSorted: true, isBackward: isBackward === true, firstSorted: firstSorted ?? 0 };
}

function toRanges(fields: readonly BoundField[], firstSorted: number): BoundRange[] {
  if (fields.length === 0) return [everyKey];
  let prefixes = [{ bytes: Buffer.alloc(0), prefixLength: 0 }];
  const ranges: BoundRange[] = [];
  for (const [position, { field, intervals, isPoints }] of fields.entries()) {
    const isLast = position === fields.length - 1;
    const next: typeof prefixes = [];
    for (const { bytes, prefixLength } of prefixes) {
      for (const interval of intervals) {
        if (isPoints && !isLast) {
          const key = field.isDescending ? invertKey(interval.low.key) : interval.low.key;
          const extended = Buffer.concat([bytes, key]);
          next.push({ bytes: extended, prefixLength: position < firstSorted ? extended.length : prefixLength });
        } else {
          const range = toRange(bytes, interval, field.isDescending);
          // A bounded field before the first sorted one is always a single value.
          const ownLength = bytes.length + interval.low.key.length;
          ranges.push({ ...range, prefixLength: position < firstSorted ? ownLength : prefixLength });
        }
      }
    }
    prefixes = next;
  }
  return ranges.sort((left, right) => Buffer.compare(left.from, right.from));
}

function toRange(prefix: Buffer, { low, high }: Interval, isDescending: boolean): { from: Buffer; to: Buffer } {
  if (!isDescending)
    return { from: Buffer.concat([prefix, edgeBytes(low)]), to: Buffer.concat([prefix, edgeBytes(high)]) };
  // Upside down, what lay before a key lies after its inverse.
  const from = edgeBytes({ key: invertKey(high.key), isAfter: !high.isAfter });
  const to = edgeBytes({ key: invertKey(low.key), isAfter: !low.isAfter });
  return { from: Buffer.concat([prefix, from]), to: Buffer.concat([prefix, to]) };
}
