import { evalExpr, ProcessingMode } from 'mingo/core';
import { CommandError } from '../errors.ts';
import { type BsonDocument, type BsonValue, getField, isNumber, isPlainObject, setField, toDouble } from '../values.ts';
import { toOnlyForm } from './arity.ts';
import { checkExpression } from './checkExpression.ts';
import { expressionContext } from './expressionOperators.ts';
import { fromPlain, toPlain } from './plainValues.ts';

/** What an expression gives for a document; undefined for a missing field. */
export type Expression = (document: BsonDocument) => BsonValue;

const mingoOptions = {
  idKey: '_id',
  processingMode: ProcessingMode.CLONE_OFF,
  useStrictMode: true,
  scriptEnabled: false,
  failOnError: true,
  context: expressionContext,
};

/** A document is often asked by several expressions one after another. */
const plainDocuments = new WeakMap<BsonDocument, BsonValue>();

/**
 * Reads an aggregation expression. Plain field paths and constants keep the stored kinds of numbers; what operators compute
 * is a 32-bit integer where that holds it, else a double.
 * @throws CommandError see checkExpression
 */
export function compileExpression(expression: BsonValue): Expression {
  checkExpression(expression);
  return compileChecked(expression);
}

function compileChecked(expression: BsonValue): Expression {
  if (Array.isArray(expression)) return listOf(expression.map(compileChecked));
  if (isPlainObject(expression)) return compileObject(expression);
  if (typeof expression !== 'string' || !expression.startsWith('$')) return () => expression;
  if (!expression.startsWith('$$')) return fieldPath(expression.slice(1).split('.'));
  return (document) => compute(expression, document);
}

/** Only operators go to mingo: what is around them keeps the stored kinds of numbers. */
function compileObject(expression: BsonDocument): Expression {
  const [first] = Object.keys(expression);
  if (first === '$literal') {
    const value = expression['$literal'];
    return () => value;
  }
  if (first?.startsWith('$') === true) {
    const plain = toPlain(normalizeOperators(expression));
    return (document) => compute(plain, document);
  }
  return documentOf(Object.entries(expression).map(([name, value]) => [name, compileChecked(value)]));
}

function listOf(items: readonly Expression[]): Expression {
  return (document) => items.map((evaluate) => evaluate(document) ?? null);
}

function documentOf(fields: readonly [name: string, evaluate: Expression][]): Expression {
  return (document) => {
    const result: BsonDocument = {};
    for (const [name, evaluate] of fields) {
      const value = evaluate(document);
      if (value !== undefined) setField(result, name, value);
    }
    return result;
  };
}

/** Operators in operators included, but not what is literal. */
function normalizeOperators(expression: BsonValue): BsonValue {
  if (Array.isArray(expression)) return expression.map(normalizeOperators);
  if (!isPlainObject(expression) || Object.hasOwn(expression, '$literal')) return expression;
  const normalized: BsonDocument = {};
  for (const [name, value] of Object.entries(expression)) {
    setField(normalized, name, normalizeOperators(toOnlyForm(name, value)));
  }
  return normalized;
}

function compute(expression: BsonValue, document: BsonDocument): BsonValue {
  let root = plainDocuments.get(document);
  if (root === undefined) {
    root = toPlain(document);
    plainDocuments.set(document, root);
  }
  try {
    return fromPlain(evalExpr(root, expression, mingoOptions));
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(16020, error instanceof Error ? error.message : String(error));
  }
}

function fieldPath(parts: readonly string[]): Expression {
  return (document) => resolvePath(document, parts);
}

/** Arrays on the way give the array of what their documents have there. */
function resolvePath(value: BsonValue, parts: readonly string[]): BsonValue {
  const [part, ...rest] = parts;
  if (part === undefined) return value;
  if (isPlainObject(value)) return resolvePath(getField(value, part), rest);
  if (!Array.isArray(value)) return undefined;
  return value.flatMap((item) => {
    const found = isPlainObject(item) || Array.isArray(item) ? resolvePath(item, parts) : undefined;
    return found === undefined ? [] : [found];
  });
}

/** MongoDB's truth: false, null, missing and every zero are false; the empty string is true. */
export function isTruthy(value: BsonValue): boolean {
  if (value === null || value === undefined || value === false) return false;
  return !isNumber(value) || toDouble(value) !== 0;
}
