import { CommandError } from '../errors.ts';
import type { BsonValue } from '../values.ts';

/** How many arguments an operator takes: at least, and at most. What is not here takes any number, or a document. */
const arities = new Map<string, [least: number, most: number]>([
  ...exactly(1, ['$abs', '$ceil', '$floor', '$sqrt', '$not', '$isArray', '$size', '$reverseArray', '$first', '$last']),
  ...exactly(1, ['$objectToArray', '$arrayToObject', '$allElementsTrue', '$anyElementTrue', '$strLenBytes']),
  ...exactly(1, ['$strLenCP', '$toLower', '$toUpper', '$isNumber', '$toBool', '$toDate', '$toDouble', '$toInt']),
  ...exactly(1, ['$toString', '$type']),
  ...exactly(2, ['$subtract', '$divide', '$mod', '$pow', '$cmp', '$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$in']),
  ...exactly(2, ['$split', '$strcasecmp', '$setDifference', '$arrayElemAt']),
  ...exactly(3, ['$substrCP', '$substrBytes']),
  ['$round', [1, 2]],
  ['$trunc', [1, 2]],
  ['$slice', [2, 3]],
  ['$range', [2, 3]],
  ['$indexOfArray', [2, 4]],
  ['$ifNull', [2, Infinity]],
]);

function exactly(count: number, names: readonly string[]): [string, [number, number]][] {
  return names.map((name) => [name, [count, count]]);
}

/** @throws CommandError 16020 or 28667 for more or fewer arguments than the operator takes */
export function checkArity(name: string, operand: BsonValue): void {
  const arity = arities.get(name);
  if (arity === undefined) return;
  const [least, most] = arity;
  const given = Array.isArray(operand) ? operand.length : 1;
  if (given >= least && given <= most) return;
  if (least === most) {
    throw new CommandError(16020, `Expression ${name} takes exactly ${least} arguments. ${given} were passed in.`);
  }
  const range = `at least ${least} arguments, and at most ${most}, but ${given} were passed in`;
  throw new CommandError(28667, `Expression ${name} takes ${range}.`);
}

/** The operators whose only argument mingo wants in a list; of all others it takes the list for the argument. */
const listed = new Set(['$not', '$anyElementTrue', '$allElementsTrue']);

/** `{ $op: [x] }` and `{ $op: x }` say the same where there is one argument: this is the form that mingo understands. */
export function toOnlyForm(name: string, operand: BsonValue): BsonValue {
  if (arities.get(name)?.[1] !== 1) return operand;
  const [argument] = Array.isArray(operand) ? operand : [operand];
  return listed.has(name) ? [argument] : argument;
}
