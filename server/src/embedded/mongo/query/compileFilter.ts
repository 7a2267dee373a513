import { Long } from 'bson';
import { areEqual, compareValues } from '../engine/compareValues.ts';
import { encodeKey } from '../engine/keyEncoding.ts';
import { rankOf, typeRank } from '../engine/typeRank.ts';
import {
  type BsonDocument,
  type BsonNumber,
  type BsonValue,
  isNumber,
  isPlainObject,
  toDouble,
  typeName,
} from '../values.ts';
import type { Condition, Filter, Matcher } from './filter.ts';
import { anyAt } from './paths.ts';

/** Above this many values a set of keys beats comparing one by one. */
const longList = 16;

/** Turns a parsed filter into a test with MongoDB's rules for arrays, missing fields and types. */
export function compileFilter(filter: Filter): Matcher {
  switch (filter.kind) {
    case 'expression':
      return (document) => filter.isTrue(document);
    case 'field':
      return compileCondition(filter.condition, filter.parts);
    default:
      return compileLogical(filter.kind, filter.nodes.map(compileFilter));
  }
}

function compileLogical(kind: 'and' | 'or' | 'nor', matchers: readonly Matcher[]): Matcher {
  const [first] = matchers;
  if (kind === 'and' && matchers.length === 1 && first !== undefined) return first;
  if (kind === 'and') return (document) => matchers.every((matches) => matches(document));
  if (kind === 'or') return (document) => matchers.some((matches) => matches(document));
  return (document) => !matchers.some((matches) => matches(document));
}

type ValueTest = (value: BsonValue) => boolean;

/** The condition asked of whatever a path reaches from a document, or (with no path) of one value. */
function compileCondition(condition: Condition, parts: readonly string[]): ValueTest {
  if (condition.op === 'not') {
    const matches = compileConditions(condition.conditions, parts);
    return (root) => !matches(root);
  }
  if (condition.op === 'exists') {
    return (root) => anyAt(root, parts, (value) => value !== undefined) === condition.exists;
  }
  const leaf = isScalar(condition) ? alsoForElements(compileScalar(condition)) : compileArrayTest(condition);
  return (root) => anyAt(root, parts, leaf);
}

/** All conditions at once; without a path of one value, as `$pull: { a: { $gt: 1, $lt: 3 } }` asks of each element. */
export function compileConditions(conditions: readonly Condition[], parts: readonly string[] = []): ValueTest {
  const tests = conditions.map((condition) => compileCondition(condition, parts));
  return (root) => tests.every((test) => test(root));
}

/** As `$elemMatch: { $gt: 1, $lt: 3 }` asks of each element: of itself, not of what is in an array inside the array. */
function compileElementConditions(conditions: readonly Condition[]): ValueTest {
  const tests = conditions.map((condition): ValueTest => {
    if (condition.op === 'exists') return () => condition.exists;
    if (condition.op === 'not') {
      const matches = compileElementConditions(condition.conditions);
      return (value) => !matches(value);
    }
    return isScalar(condition) ? compileScalar(condition) : compileArrayTest(condition);
  });
  return (value) => tests.every((test) => test(value));
}

type ArrayCondition = Extract<Condition, { op: 'size' | 'elemMatchFilter' | 'elemMatchValue' }>;

function compileArrayTest(condition: ArrayCondition): ValueTest {
  switch (condition.op) {
    case 'size':
      return (value) => Array.isArray(value) && value.length === condition.size;
    case 'elemMatchFilter': {
      const matches = compileFilter(condition.filter);
      return (value) => Array.isArray(value) && value.some((item) => isContainer(item) && matches(asDocument(item)));
    }
    case 'elemMatchValue': {
      const matches = compileElementConditions(condition.conditions);
      return (value) => Array.isArray(value) && value.some(matches);
    }
  }
}

type ScalarCondition = Exclude<Condition, ArrayCondition | { op: 'not' | 'exists' }>;

function isScalar(condition: ArrayCondition | ScalarCondition): condition is ScalarCondition {
  return condition.op !== 'size' && condition.op !== 'elemMatchFilter' && condition.op !== 'elemMatchValue';
}

function compileScalar(condition: ScalarCondition): ValueTest {
  switch (condition.op) {
    case 'eq':
      return (value) => areEqual(value, condition.value);
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return compileComparison(condition.op, condition.value);
    case 'in':
      return compileIn(condition.values, condition.patterns);
    case 'type':
      return (value) => value !== undefined && condition.names.has(typeName(value));
    case 'regex':
      return (value) =>
        typeof value === 'string' ? condition.pattern.test(value) : isSameRegex(value, condition.source);
    case 'mod':
      return (value) => isNumber(value) && remainderOf(value, condition.divisor) === condition.remainder;
  }
}

function remainderOf(value: BsonNumber, divisor: number): number {
  if (value instanceof Long) return Number(value.toBigInt() % BigInt(divisor));
  return Math.trunc(toDouble(value)) % divisor;
}

function compileComparison(op: 'gt' | 'gte' | 'lt' | 'lte', operand: BsonValue): ValueTest {
  const rank = rankOf(operand);
  const isOpenToAllTypes = rank === typeRank.minKey || rank === typeRank.maxKey;
  if (isNaNValue(operand)) return op === 'gte' || op === 'lte' ? isNaNValue : () => false;
  return (value) => {
    if (!isOpenToAllTypes && (rankOf(value) !== rank || isNaNValue(value))) return false;
    const order = compareValues(value, operand);
    switch (op) {
      case 'gt':
        return order > 0;
      case 'gte':
        return order >= 0;
      case 'lt':
        return order < 0;
      case 'lte':
        return order <= 0;
    }
  };
}

function isNaNValue(value: BsonValue): boolean {
  return isNumber(value) && Number.isNaN(toDouble(value));
}

function compileIn(values: readonly BsonValue[], patterns: readonly RegExp[]): ValueTest {
  const hasPattern = (value: BsonValue) => typeof value === 'string' && patterns.some((pattern) => pattern.test(value));
  if (values.length <= longList) {
    return (value) => values.some((wanted) => areEqual(value, wanted)) || hasPattern(value);
  }
  const keys = new Set(values.map((value) => encodeKey(value).toString('latin1')));
  return (value) => keys.has(encodeKey(value).toString('latin1')) || hasPattern(value);
}

function isSameRegex(value: BsonValue, source: BsonValue): boolean {
  return value !== undefined && value !== null && rankOf(value) === typeRank.regex && areEqual(value, source);
}

/** MongoDB asks an array's elements and the array itself. */
function alsoForElements(test: ValueTest): ValueTest {
  return (value) => test(value) || (Array.isArray(value) && value.some(test));
}

function isContainer(value: BsonValue): value is BsonDocument | BsonValue[] {
  return isPlainObject(value) || Array.isArray(value);
}

/** `$elemMatch` takes an array inside an array as a document with the fields 0, 1, … */
function asDocument(value: BsonDocument | BsonValue[]): BsonDocument {
  return Array.isArray(value) ? Object.fromEntries(value.entries()) : value;
}
