import { compileExpression, isTruthy } from '../aggregation/compileExpression.ts';
import { CommandError } from '../errors.ts';
import { findMatchedIndex } from '../update/findMatchedIndex.ts';
import { type BsonDocument, type BsonValue, isNumber, isPlainObject, toDouble } from '../values.ts';
import { compileFilter } from './compileFilter.ts';
import type { Filter } from './filter.ts';
import { parseFilter, startsWithOperator } from './parseFilter.ts';
import { addLeaf, type Branch, excludeFields, include, includeFields, type Leaf } from './projectionTree.ts';

export type Projection = (document: BsonDocument) => BsonDocument;

/**
 * Reads the projection of a `find`; undefined when it is empty and documents stay as they are.
 * @param filter the query, which says what `a.$` means
 * @throws CommandError 31253 or 31254 when it mixes including and excluding
 */
export function compileProjection(projection: BsonDocument, filter: Filter): Projection | undefined {
  if (Object.keys(projection).length === 0) return undefined;
  const tree: Branch = { kind: 'branch', fields: new Map() };
  for (const [path, value] of Object.entries(projection)) {
    if (path.endsWith('.$')) addLeaf(tree, path.slice(0, -2), positional(filter));
    else addProjected(tree, { path, value, readLeaf: readFindLeaf });
  }
  return toProjection(tree);
}

/** Reads a `$project` stage. */
export function compileProjectStage(specification: BsonValue): Projection {
  if (!isPlainObject(specification)) throw new CommandError(15969, '$project specification must be an object');
  if (Object.keys(specification).length === 0) {
    throw new CommandError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  }
  const tree: Branch = { kind: 'branch', fields: new Map() };
  for (const [path, value] of Object.entries(specification))
    addProjected(tree, { path, value, readLeaf: readStageLeaf });
  return toProjection(tree);
}

type Projected = {
  path: string;
  value: BsonValue;
  readLeaf: (value: BsonValue) => Leaf;
};

function addProjected(tree: Branch, { path, value, readLeaf }: Projected): void {
  if (!isPlainObject(value) || startsWithOperator(value)) {
    addLeaf(tree, path, readLeaf(value));
    return;
  }
  const nested = Object.entries(value);
  if (nested.length === 0)
    throw new CommandError(51270, `An empty sub-projection is not a valid value. Found empty object at path ${path}`);
  for (const [name, item] of nested) addProjected(tree, { path: `${path}.${name}`, value: item, readLeaf });
}

function readStageLeaf(value: BsonValue): Leaf {
  if (typeof value === 'boolean' || isNumber(value)) return isTruthy(value) ? include : { kind: 'exclude' };
  return { kind: 'compute', evaluate: compileExpression(value) };
}

function readFindLeaf(value: BsonValue): Leaf {
  if (isPlainObject(value) && Object.hasOwn(value, '$slice')) return slice(value['$slice']);
  if (isPlainObject(value) && Object.hasOwn(value, '$elemMatch')) return elemMatch(value['$elemMatch']);
  return readStageLeaf(value);
}

function slice(operand: BsonValue): Leaf {
  const numbers = (Array.isArray(operand) ? operand : [operand]).map((item) =>
    isNumber(item) ? toDouble(item) : Number.NaN,
  );
  const [first = Number.NaN, count] = numbers;
  if (
    numbers.length > 2 ||
    numbers.some((number) => !Number.isInteger(number)) ||
    (count !== undefined && count <= 0)
  ) {
    throw new CommandError(28667, 'Invalid $slice syntax. The given syntax did not match the find() syntax.');
  }
  const cut = (items: BsonValue[]) => {
    if (count === undefined) return first < 0 ? items.slice(first) : items.slice(0, first);
    const start = first < 0 ? Math.max(items.length + first, 0) : first;
    return items.slice(start, start + count);
  };
  return { kind: 'pick', isInclusion: false, pick: (value) => (Array.isArray(value) ? cut(value) : value) };
}

function elemMatch(operand: BsonValue): Leaf {
  const isElement = compileFilter(parseFilter({ element: { $elemMatch: operand } }));
  const pick = (value: BsonValue) => {
    const found = Array.isArray(value) ? value.find((item) => isElement({ element: [item] })) : undefined;
    return found === undefined ? undefined : [found];
  };
  return { kind: 'pick', isInclusion: true, pick };
}

function positional(filter: Filter): Leaf {
  const pick = (value: BsonValue, root: BsonDocument) => {
    if (!Array.isArray(value)) return value;
    const index = findMatchedIndex(filter, root);
    if (index === undefined) {
      throw new CommandError(
        51246,
        "Executor error during find command :: caused by :: positional operator '.$' couldn't find a matching element in the array",
      );
    }
    return value.slice(index, index + 1);
  };
  return { kind: 'pick', isInclusion: true, pick };
}

function toProjection(tree: Branch): Projection {
  const { fields } = tree;
  const id = fields.get('_id');
  const others = [...fields].filter(([name]) => name !== '_id').map(([, node]) => node);
  const kinds = new Set(others.flatMap(kindsOf));
  const [firstKind] = kinds;
  const isExclusion = kinds.has('exclude') || (kinds.size === 0 && (others.length > 0 || id?.kind === 'exclude'));
  if (firstKind === 'exclude' && kinds.has('include')) {
    throw new CommandError(31253, 'Invalid projection: cannot do inclusion in exclusion projection');
  }
  if (firstKind === 'exclude' && kinds.has('compute')) {
    throw new CommandError(31252, 'Invalid projection: cannot use expression in exclusion projection');
  }
  if (kinds.has('exclude') && firstKind !== 'exclude') {
    throw new CommandError(31254, 'Invalid projection: cannot do exclusion in inclusion projection');
  }
  if (isExclusion) return (document) => excludeFields(document, tree, document);
  const withId: Branch = { kind: 'branch', fields: id === undefined ? new Map([['_id', include], ...fields]) : fields };
  return (document) => includeFields(document, withId, document);
}

/** A pick that goes with both, such as `$slice`, has no kind. */
function kindsOf(node: Leaf | Branch): ('include' | 'exclude' | 'compute')[] {
  switch (node.kind) {
    case 'include':
    case 'exclude':
    case 'compute':
      return [node.kind];
    case 'pick':
      return node.isInclusion ? ['include'] : [];
    case 'branch':
      return [...node.fields.values()].flatMap(kindsOf);
  }
}
