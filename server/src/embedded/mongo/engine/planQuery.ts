import { ObjectId } from 'bson';
import type { Condition, Filter } from '../query/filter.ts';
import type { SortField } from '../query/sort.ts';
import { boundIndex } from './boundIndex.ts';
import type { Collection } from './collection.ts';
import type { IndexDefinition } from './indexDefinition.ts';
import type { IndexWalk } from './indexWalk.ts';
import { type Constraint, constraintsOf, isWithin } from './intervals.ts';

/** How the documents that may match are found. Unless the walk is exact, they are tested against the whole filter afterwards. */
export type Plan =
  | { kind: 'scan'; isBackward: boolean }
  | { kind: 'index'; walk: IndexWalk }
  | { kind: 'union'; walks: readonly IndexWalk[] };

export type QueryShape = {
  filter: Filter;
  sort: readonly SortField[];
  hint?: IndexDefinition | 'natural' | undefined;
};

type Candidate = {
  walk: IndexWalk;
  /** Fields held to single values. */
  equalities: number;
  hasRange: boolean;
  /** At most one document per range. */
  isUnique: boolean;
  /** The index's fields are all that the filter asks about. */
  coversFilter: boolean;
};

/** A candidate with fewer entries than this is cheaper than any other reasoning about it. */
const fewEntries = 100;

/** Chooses the index walk that reads the least, or a scan when no index helps. */
export function planQuery(collection: Collection, shape: QueryShape): Plan {
  const constraints = constraintsOf(shape.filter);
  if (shape.hint === 'natural' || shape.sort[0]?.path === '$natural') return scanFor(shape);
  if (shape.hint !== undefined) {
    const { walk } = toCandidate(shape.hint, constraints, shape);
    return { kind: 'index', walk };
  }
  const candidates = collection.indexes
    .filter((index) => isComplete(index, constraints, shape.filter))
    .map((index) => toCandidate(index, constraints, shape))
    .filter(({ equalities, hasRange, walk }) => equalities > 0 || hasRange || (walk.isSorted && shape.sort.length > 0));
  const best = choose(collection, candidates);
  if (best !== undefined && (best.equalities > 0 || best.hasRange)) return { kind: 'index', walk: best.walk };
  const union = planUnion(collection, shape);
  if (union !== undefined) return union;
  return best === undefined ? scanFor(shape) : { kind: 'index', walk: best.walk };
}

function scanFor({ sort }: QueryShape): Plan {
  const [first] = sort;
  return { kind: 'scan', isBackward: first?.path === '$natural' && first.isDescending };
}

/** A partial or sparse index may be used only where no matching document can be missing from it. */
function isComplete(index: IndexDefinition, constraints: readonly Constraint[], filter: Filter): boolean {
  if (index.isSparse) {
    const needsOne = index.fields.some(({ path }) =>
      constraints.some((constraint) => constraint.path === path && constraint.needsField),
    );
    if (!needsOne) return false;
  }
  return index.partial === undefined || isImplied(index.partial.filter, constraints, filter);
}

function isImplied(partial: Filter, constraints: readonly Constraint[], filter: Filter): boolean {
  if (partial.kind === 'and') return partial.nodes.every((node) => isImplied(node, constraints, filter));
  if (partial.kind !== 'field') return false;
  const { path, condition } = partial;
  const asked = constraints.filter((constraint) => constraint.path === path);
  if (condition.op === 'exists') return condition.exists && asked.some(({ needsField }) => needsField);
  // A range over several kinds of numbers says more than the condition on one kind, so it proves nothing.
  const [wanted] = constraintsOf(partial);
  return wanted !== undefined && asked.some(({ intervals }) => isWithin(intervals, wanted.intervals));
}

function toCandidate(index: IndexDefinition, constraints: readonly Constraint[], shape: QueryShape): Candidate {
  const bounds = boundIndex(index, constraints, shape.sort);
  const paths = new Set(index.fields.map(({ path }) => path));
  const isExact = index.multikey === 0 && isExactWithin(shape.filter, bounds.paths);
  return {
    walk: { index, ...bounds.walk, isExact },
    equalities: bounds.equalities,
    hasRange: bounds.hasRange,
    isUnique: index.isUnique && bounds.equalities === index.fields.length,
    coversFilter: isOnlyAbout(shape.filter, paths),
  };
}

function isOnlyAbout(filter: Filter, paths: ReadonlySet<string>): boolean {
  if (filter.kind === 'field') return paths.has(filter.path);
  return filter.kind !== 'expression' && filter.nodes.every((node) => isOnlyAbout(node, paths));
}

/** Whether ranges over these paths say just what the filter says. */
function isExactWithin(filter: Filter, paths: ReadonlySet<string>): boolean {
  if (filter.kind === 'and') return filter.nodes.every((node) => isExactWithin(node, paths));
  return filter.kind === 'field' && paths.has(filter.path) && isExactCondition(filter.condition);
}

function isExactCondition(condition: Condition): boolean {
  switch (condition.op) {
    case 'eq':
      return !Array.isArray(condition.value);
    case 'in':
      return condition.patterns.length === 0 && !condition.values.some((value) => Array.isArray(value));
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      // Among the numbers there is NaN, which is in the range but never less or more than anything.
      return (
        condition.value instanceof Date || typeof condition.value === 'string' || condition.value instanceof ObjectId
      );
    default:
      return false;
  }
}

function choose(collection: Collection, candidates: readonly Candidate[]): Candidate | undefined {
  const unique = candidates.find(({ isUnique }) => isUnique);
  if (unique !== undefined) return unique;
  const ranked = candidates.toSorted((left, right) => scoreOf(right) - scoreOf(left));
  const [first] = ranked;
  if (first === undefined || ranked.length === 1) return first;
  // Nothing is filtered away after this walk and nothing has to be sorted, so it can't read too much.
  if (first.coversFilter && first.walk.isSorted) return first;
  let fewest = first;
  let fewestEntries = fewEntries;
  for (const candidate of ranked) {
    const entries = countUpTo(collection, candidate.walk, fewestEntries);
    if (entries < fewestEntries) {
      fewest = candidate;
      fewestEntries = entries;
    }
  }
  return fewest;
}

function scoreOf({ equalities, hasRange, walk }: Candidate): number {
  return equalities * 10 + (walk.isSorted ? 7 : 0) + (hasRange ? 4 : 0);
}

/** Counts the entries of a walk, but reads no more than `limit` of them. */
function countUpTo(collection: Collection, { index, ranges }: IndexWalk, limit: number): number {
  let count = 0;
  for (const range of ranges) {
    if (count >= limit) return limit;
    count += collection.readEntries(index, range, { isBackward: false, limit: limit - count }).length;
  }
  return count;
}

/** An `$or` whose branches all have an index of their own. */
function planUnion(collection: Collection, shape: QueryShape): Plan | undefined {
  const clauses = shape.filter.kind === 'and' ? shape.filter.nodes : [shape.filter];
  const either = clauses.find((clause) => clause.kind === 'or');
  if (either?.kind !== 'or') return undefined;
  const walks: IndexWalk[] = [];
  for (const branch of either.nodes) {
    const constraints = constraintsOf(branch);
    const candidates = collection.indexes
      .filter((index) => isComplete(index, constraints, branch))
      .map((index) => toCandidate(index, constraints, { filter: branch, sort: [] }))
      .filter(({ equalities, hasRange }) => equalities > 0 || hasRange);
    const best = choose(collection, candidates);
    if (best === undefined) return undefined;
    walks.push(best.walk);
  }
  return { kind: 'union', walks };
}
