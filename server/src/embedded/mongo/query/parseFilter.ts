import { BSONRegExp } from 'bson';
import { compileExpression, isTruthy } from '../aggregation/compileExpression.ts';
import { CommandError } from '../errors.ts';
import { type BsonDocument, type BsonValue, isNumber, isPlainObject, toDouble } from '../values.ts';
import type { Condition, Filter } from './filter.ts';
import { parseRegex, toRegExp } from './parseRegex.ts';
import { parseType } from './parseType.ts';

/**
 * Reads a query filter. Every operator is known here or refused, none is ignored.
 * @throws CommandError BadValue, with MongoDB's words for the common cases.
 */
export function parseFilter(filter: BsonDocument): Filter {
  const nodes: Filter[] = [];
  for (const [name, value] of Object.entries(filter)) {
    if (name.startsWith('$')) nodes.push(...parseTopLevel(name, value));
    else for (const condition of parseFieldValue(value)) nodes.push(fieldNode(name, condition));
  }
  const [only] = nodes;
  return nodes.length === 1 && only !== undefined ? only : { kind: 'and', nodes };
}

function fieldNode(path: string, condition: Condition): Filter {
  return { kind: 'field', path, parts: path.split('.'), condition };
}

function parseTopLevel(name: string, value: BsonValue): Filter[] {
  switch (name) {
    case '$and':
      return parseClauses(name, value);
    case '$or':
      return [{ kind: 'or', nodes: parseClauses(name, value) }];
    case '$nor':
      return [{ kind: 'nor', nodes: parseClauses(name, value) }];
    case '$expr': {
      const evaluate = compileExpression(value);
      return [{ kind: 'expression', isTrue: (document) => isTruthy(evaluate(document)) }];
    }
    case '$comment':
      return [];
    default:
      throw new CommandError('BadValue', `unknown top level operator: ${name}`);
  }
}

function parseClauses(name: string, value: BsonValue): Filter[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw new CommandError('BadValue', `${name} must be a nonempty array`);
  }
  return value.map((clause) => {
    if (!isPlainObject(clause)) throw new CommandError('BadValue', `${name} entries need to be full objects`);
    return parseFilter(clause);
  });
}

/** The conditions that a value in a field's place stands for: `{ $gt: 1 }`, `/regex/`, or the value to be equal to. */
export function parseFieldValue(value: BsonValue): Condition[] {
  if (value instanceof BSONRegExp) return [regexCondition(value)];
  if (isOperatorDocument(value)) return parseOperators(value);
  return [{ op: 'eq', value }];
}

export function isOperatorDocument(value: BsonValue): value is BsonDocument {
  return isPlainObject(value) && startsWithOperator(value);
}

export function startsWithOperator(document: BsonDocument): boolean {
  const [first] = Object.keys(document);
  return first?.startsWith('$') === true;
}

function regexCondition(value: BSONRegExp): Condition {
  return { op: 'regex', pattern: toRegExp(value.pattern, value.options), source: value };
}

function parseOperators(operators: BsonDocument): Condition[] {
  const conditions: Condition[] = [];
  for (const [name, value] of Object.entries(operators)) {
    if (name === '$options') {
      if (!Object.hasOwn(operators, '$regex')) throw new CommandError('BadValue', '$options needs a $regex');
    } else if (name === '$regex') {
      const { pattern, source } = parseRegex(value, operators['$options']);
      conditions.push({ op: 'regex', pattern, source });
    } else {
      conditions.push(...parseOperator(name, value));
    }
  }
  return conditions;
}

function parseOperator(name: string, value: BsonValue): Condition[] {
  switch (name) {
    case '$eq':
      return [{ op: 'eq', value }];
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      refuseRegex(name, value);
      return [comparison(name, value)];
    case '$ne':
      refuseRegex(name, value);
      return [{ op: 'not', conditions: [{ op: 'eq', value }] }];
    case '$in':
      return [parseIn(name, value)];
    case '$nin':
      return [{ op: 'not', conditions: [parseIn(name, value)] }];
    case '$exists':
      return [{ op: 'exists', exists: isTruthy(value) }];
    case '$type':
      return [{ op: 'type', names: parseType(value) }];
    case '$not':
      return [parseNot(value)];
    case '$size':
      return [{ op: 'size', size: wholeNumber(name, value) }];
    case '$mod':
      return [parseMod(value)];
    case '$all':
      return parseAll(value);
    case '$elemMatch':
      return [parseElemMatch(value)];
    default:
      throw new CommandError('BadValue', `unknown operator: ${name}`);
  }
}

function comparison(name: '$gt' | '$gte' | '$lt' | '$lte', value: BsonValue): Condition {
  switch (name) {
    case '$gt':
      return { op: 'gt', value };
    case '$gte':
      return { op: 'gte', value };
    case '$lt':
      return { op: 'lt', value };
    case '$lte':
      return { op: 'lte', value };
  }
}

function refuseRegex(name: string, value: BsonValue): void {
  if (value instanceof BSONRegExp) throw new CommandError('BadValue', `Can't have regex as arg to ${name}.`);
}

function parseIn(name: string, value: BsonValue): Condition {
  if (!Array.isArray(value)) throw new CommandError('BadValue', `${name} needs an array`);
  const patterns: RegExp[] = [];
  for (const item of value) {
    if (isOperatorDocument(item)) throw new CommandError('BadValue', `cannot nest $ under ${name}`);
    if (item instanceof BSONRegExp) patterns.push(toRegExp(item.pattern, item.options));
  }
  return { op: 'in', values: value, patterns };
}

function parseNot(value: BsonValue): Condition {
  if (value instanceof BSONRegExp) return { op: 'not', conditions: [regexCondition(value)] };
  if (!isPlainObject(value)) throw new CommandError('BadValue', '$not needs a regex or a document');
  if (Object.keys(value).length === 0) throw new CommandError('BadValue', '$not cannot be empty');
  return { op: 'not', conditions: parseOperators(value) };
}

function parseMod(value: BsonValue): Condition {
  if (!Array.isArray(value) || value.length !== 2) {
    throw new CommandError('BadValue', 'malformed mod, needs to be an array of two elements');
  }
  const [divisor, remainder] = value.map((item) => (isNumber(item) ? Math.trunc(toDouble(item)) : Number.NaN));
  if (divisor === undefined || remainder === undefined || !Number.isFinite(divisor) || !Number.isFinite(remainder)) {
    throw new CommandError('BadValue', 'malformed mod, divisor and remainder must be finite numbers');
  }
  if (divisor === 0) throw new CommandError('BadValue', 'divisor cannot be 0');
  return { op: 'mod', divisor, remainder };
}

function parseAll(value: BsonValue): Condition[] {
  if (!Array.isArray(value)) throw new CommandError('BadValue', '$all needs an array');
  if (value.length === 0) return [{ op: 'in', values: [], patterns: [] }];
  return value.map((item): Condition => {
    if (item instanceof BSONRegExp) return regexCondition(item);
    if (!isOperatorDocument(item)) return { op: 'eq', value: item };
    const names = Object.keys(item);
    if (names.length !== 1 || names[0] !== '$elemMatch') throw new CommandError('BadValue', 'no $ expressions in $all');
    return parseElemMatch(item['$elemMatch']);
  });
}

const logicalOperators = new Set(['$and', '$or', '$nor', '$expr', '$comment']);

function parseElemMatch(value: BsonValue): Condition {
  if (!isPlainObject(value)) throw new CommandError('BadValue', '$elemMatch needs an Object');
  const [first] = Object.keys(value);
  if (first?.startsWith('$') === true && !logicalOperators.has(first)) {
    return { op: 'elemMatchValue', conditions: parseOperators(value) };
  }
  return { op: 'elemMatchFilter', filter: parseFilter(value) };
}

function wholeNumber(name: string, value: BsonValue): number {
  const number = isNumber(value) ? toDouble(value) : Number.NaN;
  if (!Number.isInteger(number)) throw new CommandError('BadValue', `${name} must be a whole number`);
  if (number < 0) throw new CommandError('BadValue', `${name} may not be negative`);
  return number;
}
