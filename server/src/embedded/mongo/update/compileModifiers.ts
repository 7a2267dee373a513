import { CommandError } from '../errors.ts';
import { isArrayIndex } from '../query/paths.ts';
import { type BsonDocument, type BsonValue, getField, isPlainObject, typeName } from '../values.ts';
import { type ArrayFilters, expandPath, isPositional } from './expandPath.ts';
import { modifiers } from './modifiers.ts';
import { type Change, keep, modifyAt, remove } from './modifyAt.ts';

export type UpdateContext = {
  /** The array element that the query matched, for `$`. */
  findMatchedIndex: () => number | undefined;
  isInsert: boolean;
};

type Step = {
  path: string;
  parts: readonly string[];
  isForInsert: boolean;
  apply: (document: BsonDocument, parts: readonly string[]) => void;
};

/** Reads an update made of operators; what it returns changes a document in place. */
export function compileModifiers(
  update: BsonDocument,
  arrayFilters: ArrayFilters,
): (document: BsonDocument, context: UpdateContext) => BsonDocument {
  const steps = Object.entries(update).flatMap(([name, operand]) => readOperator(name, operand));
  refuseConflicts(steps.map(({ parts }) => parts));
  checkIdentifiers(steps, arrayFilters);
  // MongoDB adds new fields in the order of their names, whatever the order in the update.
  const ordered = steps.toSorted((left, right) => comparePaths(left.parts, right.parts));
  const hasPositions = steps.some(({ parts }) => parts.some(isPositional));
  return (document, { isInsert, findMatchedIndex }) => {
    const changed: string[][] = [];
    for (const step of ordered) {
      if (step.isForInsert && !isInsert) continue;
      for (const parts of expandPath(document, step.parts, { findMatchedIndex, arrayFilters })) {
        if (hasPositions) changed.push(parts);
        step.apply(document, parts);
      }
    }
    refuseConflicts(changed);
    return document;
  };
}

function readOperator(name: string, operand: BsonValue): Step[] {
  const modifier = modifiers.get(name);
  if (modifier === undefined && name !== '$rename') {
    throw new CommandError(
      'FailedToParse',
      `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  }
  if (!isPlainObject(operand)) {
    throw new CommandError(
      'FailedToParse',
      `Modifiers operate on fields but we found type ${typeName(operand)} instead. For example: {$mod: {<field>: ...}} not {${name}: ${typeName(operand)}}`,
    );
  }
  return Object.entries(operand).flatMap(([path, value]): Step[] => {
    const parts = splitPath(path);
    if (modifier === undefined) return renameSteps(path, value);
    const modify = modifier(value, path);
    return [
      {
        path,
        parts,
        isForInsert: name === '$setOnInsert',
        apply: (document, plain) => modifyAt(document, plain, (current) => modify(current, getField(document, '_id'))),
      },
    ];
  });
}

/** Taking away and setting are separate steps, so that both paths count for conflicts. */
function renameSteps(from: string, to: BsonValue): Step[] {
  if (typeof to !== 'string')
    throw new CommandError('BadValue', `The 'to' field for $rename must be a string: ${from}`);
  const fromParts = splitPath(from);
  const toParts = splitPath(to);
  if ([...fromParts, ...toParts].some(isPositional)) {
    throw new CommandError('BadValue', 'The source and target field for $rename may not be dynamic');
  }
  if (from === to)
    throw new CommandError('BadValue', `The source and target field for $rename must differ: ${from}: "${to}"`);
  const rename = (document: BsonDocument) => {
    refuseArrays(document, fromParts, 'source');
    refuseArrays(document, toParts, 'destination');
    let moved: BsonValue;
    modifyAt(document, fromParts, (value) => {
      moved = value;
      return value === undefined ? keep : remove;
    });
    const change: Change = { kind: 'set', value: moved };
    if (moved !== undefined) modifyAt(document, toParts, () => change);
  };
  return [
    { path: from, parts: fromParts, isForInsert: false, apply: rename },
    { path: to, parts: toParts, isForInsert: false, apply: () => undefined },
  ];
}

function refuseArrays(document: BsonDocument, parts: readonly string[], end: 'source' | 'destination'): void {
  let value: BsonValue = document;
  for (const part of parts) {
    if (Array.isArray(value)) {
      throw new CommandError('BadValue', `The ${end} field cannot be an array element, '${parts.join('.')}'`);
    }
    value = isPlainObject(value) ? getField(value, part) : undefined;
  }
}

function splitPath(path: string): string[] {
  const parts = path.split('.');
  if (parts.includes('')) {
    const message =
      path === ''
        ? 'An empty update path is not valid.'
        : `The update path '${path}' contains an empty field name, which is not allowed.`;
    throw new CommandError('EmptyFieldName', message);
  }
  const [first = ''] = parts;
  if (isPositional(first)) {
    throw new CommandError(
      'BadValue',
      `Cannot have positional (i.e. '$') element in the first position in path '${path}'`,
    );
  }
  const dollar = parts.find((part) => part.startsWith('$') && !isPositional(part));
  if (dollar !== undefined) {
    throw new CommandError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${dollar}' in '${path}' is not allowed for storage.`,
    );
  }
  return parts;
}

function checkIdentifiers(steps: readonly Step[], arrayFilters: ArrayFilters): void {
  const used = new Set<string>();
  for (const { path, parts } of steps) {
    for (const part of parts) {
      if (!part.startsWith('$[')) continue;
      const identifier = part.slice(2, -1);
      if (identifier !== '' && !arrayFilters.has(identifier)) {
        throw new CommandError('BadValue', `No array filter found for identifier '${identifier}' in path '${path}'`);
      }
      used.add(identifier);
    }
  }
  for (const identifier of arrayFilters.keys()) {
    if (!used.has(identifier)) {
      throw new CommandError(
        'FailedToParse',
        `The array filter for identifier '${identifier}' was not used in the update`,
      );
    }
  }
}

function refuseConflicts(paths: readonly (readonly string[])[]): void {
  const sorted = paths.map((parts) => parts.join('\0')).sort();
  for (const [position, path] of sorted.entries()) {
    const former = sorted[position - 1];
    if (former === undefined || (path !== former && !path.startsWith(`${former}\0`))) continue;
    const [shown, at] = [path, former].map((text) => text.replaceAll('\0', '.'));
    throw new CommandError(
      'ConflictingUpdateOperators',
      `Updating the path '${shown}' would create a conflict at '${at}'`,
    );
  }
}

function comparePaths(left: readonly string[], right: readonly string[]): number {
  for (const [position, part] of left.entries()) {
    const other = right[position];
    if (other === undefined) return 1;
    if (part === other) continue;
    if (isArrayIndex(part) && isArrayIndex(other)) return Number(part) - Number(other);
    return part < other ? -1 : 1;
  }
  return left.length - right.length;
}
