import { evalExpr, ProcessingMode } from 'mingo/core';
import { CommandError } from '../errors.ts';
import { type BsonDocument, type BsonValue, getField, isNumber, isPlainObject, toDouble } from '../values.ts';
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
  if (typeof expression === 'string' && expression.startsWith('$')) {
    if (!expression.startsWith('$$')) return fieldPath(expression.slice(1).split('.'));
  } else if (!isPlainObject(expression) && !Array.isArray(expression)) {
    return () => expression;
  } else if (isPlainObject(expression) && Object.keys(expression)[0] === '$literal') {
    const value = expression['$literal'];
    return () => value;
  }
  const plain = toPlain(expression);
  return (document) => compute(plain, document);
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
