import { mongo } from 'mongoose';
import type { Case } from './comparison.ts';

const { ObjectId } = mongo;

/** What the expressions of the table are about. */
export const document = {
  _id: 1,
  n: 5,
  zero: 0,
  s: 'Hello',
  nil: null,
  list: [3, 1, 2],
  docs: [
    { k: 'a', v: 1 },
    { k: 'b', v: 2 },
  ],
  o: { x: 1, y: { z: 2 } },
  at: new Date('2026-03-01T12:34:56.789Z'),
  id: new ObjectId('000000000000000000000001'),
};

/** Cases of expressions and what they give; undefined where the field is missing then. */
export function evaluations(page: string, rows: [expression: unknown, gives: unknown][]): Case[] {
  return rows.map(([expression, gives]) => ({
    name: JSON.stringify(expression),
    source: `manual: reference/operator/aggregation/${page}`,
    aggregate: [{ $replaceWith: { v: expression } }],
    gives: [gives === undefined ? {} : { v: gives }],
  }));
}

/** @param rows expressions, the code with which MongoDB refuses them, and this store's own, where it has another */
export function refusals(rows: [expression: unknown, code: number, here?: number][]): Case[] {
  return rows.map(([expression, fails, here]) => ({
    name: `${JSON.stringify(expression)} is refused`,
    source: 'server: src/mongo/db/pipeline/expression.cpp',
    aggregate: [{ $replaceWith: { v: expression } }],
    fails,
    ...(here === undefined ? {} : { here: { fails: here } }),
  }));
}
