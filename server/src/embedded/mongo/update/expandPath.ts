import { CommandError } from '../errors.ts';
import { compileFilter } from '../query/compileFilter.ts';
import type { Filter, Matcher } from '../query/filter.ts';
import { parseFilter } from '../query/parseFilter.ts';
import { type BsonDocument, type BsonValue, getField, isPlainObject } from '../values.ts';

/** Tests of array elements by identifier, from `arrayFilters`. */
export type ArrayFilters = ReadonlyMap<string, Matcher>;

/** What the positional parts of a path mean for one document. */
export type Positions = {
  /** The element that the query matched, for `$`. */
  findMatchedIndex: () => number | undefined;
  arrayFilters: ArrayFilters;
};

export function isPositional(part: string): boolean {
  return part === '$' || (part.startsWith('$[') && part.endsWith(']'));
}

/** Reads `arrayFilters`: each is about one identifier, which the fields' first parts name. */
export function parseArrayFilters(filters: readonly BsonValue[]): ArrayFilters {
  const byIdentifier = new Map<string, Matcher>();
  for (const filter of filters) {
    if (!isPlainObject(filter)) throw new CommandError('TypeMismatch', 'arrayFilters need to be objects');
    const parsed = parseFilter(filter);
    const [identifier, ...others] = new Set(identifiersOf(parsed));
    if (identifier === undefined || others.length > 0) {
      throw new CommandError('FailedToParse', 'Expected a single top-level field name in an array filter');
    }
    if (byIdentifier.has(identifier)) {
      throw new CommandError(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${identifier}`,
      );
    }
    const matches = compileFilter(parsed);
    byIdentifier.set(identifier, (element) => matches({ [identifier]: element['value'] }));
  }
  return byIdentifier;
}

function identifiersOf(filter: Filter): string[] {
  if (filter.kind === 'field') return filter.parts.slice(0, 1);
  return filter.kind === 'expression' ? [] : filter.nodes.flatMap(identifiersOf);
}

/**
 * The plain paths that a path with `$`, `$[]` or `$[identifier]` stands for in a document.
 * @throws CommandError BadValue when there is no array to choose from, or the query matched no element.
 */
export function expandPath(document: BsonDocument, parts: readonly string[], positions: Positions): string[][] {
  if (!parts.some(isPositional)) return [[...parts]];
  let paths: { parts: string[]; value: BsonValue }[] = [{ parts: [], value: document }];
  for (const part of parts) {
    paths = paths.flatMap(({ parts: before, value }) => {
      if (!isPositional(part)) return [{ parts: [...before, part], value: step(value, part) }];
      return indexesFor(part, { value, before }, positions).map((index) => ({
        parts: [...before, String(index)],
        value: Array.isArray(value) ? value[index] : undefined,
      }));
    });
  }
  return paths.map(({ parts: path }) => path);
}

function step(value: BsonValue, part: string): BsonValue {
  if (Array.isArray(value)) return value[Number(part)];
  return isPlainObject(value) ? getField(value, part) : undefined;
}

function indexesFor(
  part: string,
  { value, before }: { value: BsonValue; before: readonly string[] },
  { findMatchedIndex, arrayFilters }: Positions,
): number[] {
  if (part === '$') {
    const matchedIndex = findMatchedIndex();
    if (matchedIndex === undefined) {
      throw new CommandError('BadValue', 'The positional operator did not find the match needed from the query.');
    }
    return [matchedIndex];
  }
  if (!Array.isArray(value)) {
    throw new CommandError(
      'BadValue',
      `The path '${before.join('.')}' must exist in the document in order to apply array updates.`,
    );
  }
  const identifier = part.slice(2, -1);
  const matches = arrayFilters.get(identifier);
  return [...value.keys()].filter((index) => identifier === '' || matches?.({ value: value[index] }) === true);
}
