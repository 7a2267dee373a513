import { compileFilter } from '../query/compileFilter.ts';
import type { Filter } from '../query/filter.ts';
import { type BsonDocument, type BsonValue, getField, isPlainObject, setField } from '../values.ts';

/** The index of the array element through which a document matched the query; it is what `$` stands for. */
export function findMatchedIndex(filter: Filter, document: BsonDocument): number | undefined {
  if (filter.kind === 'and' || filter.kind === 'or') {
    for (const node of filter.nodes) {
      const index = findMatchedIndex(node, document);
      if (index !== undefined) return index;
    }
    return undefined;
  }
  return filter.kind === 'field' ? indexOfElement(filter, document) : undefined;
}

function indexOfElement(filter: Extract<Filter, { kind: 'field' }>, document: BsonDocument): number | undefined {
  if (filter.condition.op === 'not') return undefined;
  const { parts } = filter;
  let value: BsonValue = document;
  let depth = 0;
  while (depth < parts.length && isPlainObject(value)) {
    value = getField(value, parts[depth] ?? '');
    depth += 1;
  }
  if (!Array.isArray(value)) return undefined;
  const matches = compileFilter(filter);
  const isMatch = (item: BsonValue) => matches(wrap(parts.slice(0, depth), isElementTest(filter) ? [item] : item));
  const index = value.findIndex(isMatch);
  return index < 0 ? undefined : index;
}

/** `$elemMatch` asks for an array around the element. */
function isElementTest({ condition }: Extract<Filter, { kind: 'field' }>): boolean {
  return condition.op === 'elemMatchFilter' || condition.op === 'elemMatchValue';
}

function wrap(parts: readonly string[], value: BsonValue): BsonDocument {
  const [first = '', ...others] = parts;
  const document: BsonDocument = {};
  setField(document, first, others.length === 0 ? value : wrap(others, value));
  return document;
}
