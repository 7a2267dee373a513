import type { Collection } from './collection.ts';
import { type QueryCost, type RowQuery, rowsOf } from './findRows.ts';
import { planQuery } from './planQuery.ts';

/** How many rows a query finds. Where an index alone can tell, no document is read. */
export function countRows(collection: Collection, query: RowQuery, cost: QueryCost): number {
  const { skip = 0, limit = 0, filter } = query;
  const isAll = filter.kind === 'and' && filter.nodes.length === 0;
  const plan = planQuery(collection, query);
  if (isAll && query.hint === undefined) return within(collection.count(), skip, limit);
  if (plan.kind === 'index' && plan.walk.isExact) {
    const { index, ranges } = plan.walk;
    return within(
      ranges.reduce((sum, range) => sum + collection.countEntries(index, range), 0),
      skip,
      limit,
    );
  }
  let count = 0;
  for (const _row of rowsOf(collection, { plan, query, cost })) count += 1;
  return count;
}

function within(count: number, skip: number, limit: number): number {
  const rest = Math.max(count - skip, 0);
  return limit > 0 ? Math.min(rest, limit) : rest;
}
