import { isDeepStrictEqual } from 'node:util';
import type { Connection } from 'mongoose';
import { z } from 'zod';

const fields = z.record(z.string(), z.unknown());
const query = z.tuple([fields], z.unknown());
const bulk = z.tuple([z.array(z.record(z.string(), z.object({ filter: fields })))], z.unknown());
const pipeline = z.tuple([z.tuple([z.object({ $match: fields })], z.unknown())], z.unknown());
const sorting = z.object({ sort: z.record(z.string(), z.number()) });
const limiting = z.object({ limit: z.literal(1) });

type Asked = { collection: string; filter: Record<string, unknown>; sort: Record<string, number>; isOne: boolean };
export type Index = { key: Record<string, unknown>; partialFilterExpression?: Record<string, unknown> };

/**
 * Notes every filter that goes to the database from now on, since not every store explains how it reads.
 * @returns a function that lists those that no index serves, once for each collection and set of fields
 */
export function watchQueries(connection: Connection): () => Promise<string[]> {
  const asked: Asked[] = [];
  connection.set('debug', (collection: string, method: string, ...parameters: unknown[]) => {
    for (const filter of readFilters(method, parameters)) {
      const options = parameters.at(-1);
      const sort = sorting.safeParse(options).data?.sort ?? {};
      asked.push({ collection, filter, sort, isOne: method === 'findOne' || limiting.safeParse(options).success });
    }
  });
  return async () => {
    if (asked.length === 0) throw new Error('Nothing was asked.');
    const uncovered = new Set<string>();
    const indexes = new Map<string, Index[]>();
    for (const one of asked) {
      const known = indexes.get(one.collection) ?? (await connection.collection(one.collection).indexes());
      indexes.set(one.collection, known);
      if (!isCovered(one, known)) {
        uncovered.add(`${one.collection} by ${Object.keys(one.filter)}, sorted by ${Object.keys(one.sort)}`);
      }
    }
    return [...uncovered];
  };
}

function readFilters(method: string, parameters: unknown[]): Record<string, unknown>[] {
  switch (method) {
    case 'find':
    case 'findOne':
    case 'findOneAndUpdate':
    case 'updateOne':
    case 'updateMany':
    case 'deleteOne':
    case 'deleteMany':
    case 'countDocuments':
      return [query.parse(parameters)[0]];
    case 'bulkWrite':
      return bulk.parse(parameters)[0].flatMap((operation) => Object.values(operation).map(({ filter }) => filter));
    case 'aggregate':
      return [pipeline.parse(parameters)[0][0].$match];
    case 'insertOne':
    case 'insertMany':
    case 'createIndex':
    case 'indexes':
      return [];
    default:
      throw new Error(`It is not known whether ${method} needs an index.`);
  }
}

/** Whether what is asked is found by its id, by an index that holds all its equal fields, or in an index's own order. */
export function isCovered({ filter, sort, isOne }: Omit<Asked, 'collection'>, indexes: Index[]): boolean {
  if (isEqual(filter['_id'])) return true;
  const sortKeys = Object.entries(sort);
  if (isRange(filter['_id']) && sortKeys.every(([key]) => key === '_id')) return true;
  if (Object.keys(filter).length === 0) return isOne && sortKeys.every(([key]) => key === '_id');
  return indexes.some(({ key, partialFilterExpression: partial = {} }) => {
    const holdsAll = Object.entries(partial).every(([field, condition]) => isImplied(filter[field], condition));
    if (!holdsAll) return false;
    const keys = Object.entries(key);
    const equal = keys.findIndex(([field]) => !isEqual(filter[field]));
    const prefix = keys.slice(0, equal === -1 ? keys.length : equal);
    if (prefix.length === 0) return false;
    if (sortKeys.length > 0) {
      const walked = keys.slice(prefix.length, prefix.length + sortKeys.length);
      const backwards = sortKeys.map(([field, direction]) => [field, -direction]);
      return isDeepStrictEqual(walked, sortKeys) || isDeepStrictEqual(walked, backwards);
    }
    const fixed = new Set([...prefix.map(([field]) => field), ...Object.keys(partial)]);
    return Object.entries(filter).every(([field, condition]) => fixed.has(field) || !isEqual(condition));
  });
}

/** Whether a condition fixes its field to one value or to a few. */
function isEqual(condition: unknown): boolean {
  if (condition === undefined || Array.isArray(condition)) return false;
  if (typeof condition !== 'object' || condition === null) return true;
  return Object.getPrototypeOf(condition) !== Object.prototype || '$in' in condition;
}

/** Whether a condition keeps its field between ends, of which one may be open. */
function isRange(condition: unknown): boolean {
  if (typeof condition !== 'object' || condition === null) return false;
  const operators = Object.keys(condition);
  return operators.length > 0 && operators.every((operator) => /^\$[gl]te?$/.test(operator));
}

/** Whether MongoDB sees that whatever fulfils `asked` fulfils a partial index's condition. */
function isImplied(asked: unknown, condition: unknown): boolean {
  const isSomeString = typeof asked === 'string' && asked !== '' && isDeepStrictEqual(condition, { $gt: '' });
  return isSomeString || isDeepStrictEqual(asked, condition);
}
