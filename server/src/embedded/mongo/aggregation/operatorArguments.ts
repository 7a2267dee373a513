import { evalExpr } from 'mingo/core';
import type { Options } from 'mingo/types';
import type { BsonValue } from '../values.ts';
import { isBsonValue } from './plainValues.ts';

/** What mingo calls an operator with. */
export type Arguments = [document: Record<string, unknown>, expression: unknown, options: Options];
export type Operator = (...call: Arguments) => unknown;

/** The values of an operator's arguments; a single one need not stand in a list. */
export function argumentsOf([document, expression, options]: Arguments): BsonValue[] {
  const value: unknown = evalExpr(document, expression, options);
  return (Array.isArray(value) && Array.isArray(expression) ? value : [value]).filter(isBsonValue);
}
