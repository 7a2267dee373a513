import { CommandError } from '../errors.ts';
import { type BsonDocument, type BsonValue, isPlainObject, setField } from '../values.ts';

export type Leaf =
  | { kind: 'include' }
  | { kind: 'exclude' }
  | { kind: 'compute'; evaluate: (root: BsonDocument) => BsonValue }
  /** Keeps the field, changed by what it holds: `$slice`, `$elemMatch`, `a.$`. Only `find` has these. */
  | { kind: 'pick'; isInclusion: boolean; pick: (value: BsonValue, root: BsonDocument) => BsonValue };

export type Branch = {
  kind: 'branch';
  fields: Map<string, Leaf | Branch>;
};

export const include: Leaf = { kind: 'include' };

/** @throws CommandError 31249 or 31250 when one path is, or lies within, another one. */
export function addLeaf(tree: Branch, path: string, leaf: Leaf): void {
  const parts = path.split('.');
  if (parts.some((part) => part === '' || part.startsWith('$'))) {
    throw new CommandError(16410, `FieldPath '${path}' may not have empty parts or parts that start with '$'.`);
  }
  let branch = tree;
  for (const part of parts.slice(0, -1)) {
    const next = branch.fields.get(part) ?? { kind: 'branch', fields: new Map() };
    if (next.kind !== 'branch') throw new CommandError(31249, `Path collision at ${path}`);
    branch.fields.set(part, next);
    branch = next;
  }
  const last = parts.at(-1) ?? '';
  if (branch.fields.has(last)) throw new CommandError(31250, `Path collision at ${path}`);
  branch.fields.set(last, leaf);
}

/** What the branch names, in the document's order, and then what is computed. */
export function includeFields(document: BsonDocument, branch: Branch, root: BsonDocument): BsonDocument {
  const result: BsonDocument = {};
  for (const [name, value] of Object.entries(document)) {
    const node = branch.fields.get(name);
    const kept = node === undefined ? undefined : includeValue(value, node, root);
    if (kept !== undefined) setField(result, name, kept);
  }
  for (const [name, node] of branch.fields) {
    const computed = Object.hasOwn(document, name) && node.kind === 'branch' ? undefined : computeNode(node, root);
    if (computed !== undefined) setField(result, name, computed);
  }
  return result;
}

function includeValue(value: BsonValue, node: Leaf | Branch, root: BsonDocument): BsonValue {
  switch (node.kind) {
    case 'include':
      return value;
    case 'exclude':
    case 'compute':
      return undefined;
    case 'pick':
      return node.pick(value, root);
    case 'branch':
      if (Array.isArray(value)) {
        return value.map((item) => includeValue(item, node, root)).filter((item) => item !== undefined);
      }
      return isPlainObject(value) ? includeFields(value, node, root) : computeNode(node, root);
  }
}

/** The computed fields of a node, where the document has nothing. */
function computeNode(node: Leaf | Branch, root: BsonDocument): BsonValue {
  if (node.kind === 'compute') return node.evaluate(root);
  if (node.kind !== 'branch') return undefined;
  const result = includeFields({}, node, root);
  return Object.keys(result).length === 0 ? undefined : result;
}

/** Everything but what the branch names. */
export function excludeFields(document: BsonDocument, branch: Branch, root: BsonDocument): BsonDocument {
  const result: BsonDocument = {};
  for (const [name, value] of Object.entries(document)) {
    const node = branch.fields.get(name);
    const kept = node === undefined ? value : excludeValue(value, node, root);
    if (kept !== undefined) setField(result, name, kept);
  }
  return result;
}

function excludeValue(value: BsonValue, node: Leaf | Branch, root: BsonDocument): BsonValue {
  switch (node.kind) {
    case 'exclude':
      return undefined;
    case 'include':
    case 'compute':
      return value;
    case 'pick':
      return node.pick(value, root);
    case 'branch':
      if (Array.isArray(value)) return value.map((item) => excludeValue(item, node, root));
      return isPlainObject(value) ? excludeFields(value, node, root) : value;
  }
}

/** All of the document, with the computed fields of the branch set in place or added; arrays on the way get them in each element. */
export function assignFields(document: BsonDocument, branch: Branch, root: BsonDocument): BsonDocument {
  const result: BsonDocument = { ...document };
  for (const [name, node] of branch.fields) {
    const current = Object.hasOwn(document, name) ? document[name] : undefined;
    const value = assignValue(current, node, root);
    // A computed field that is missing takes the old one away only where it says $$REMOVE, which is the same here.
    if (value === undefined) delete result[name];
    else setField(result, name, value);
  }
  return result;
}

function assignValue(value: BsonValue, node: Leaf | Branch, root: BsonDocument): BsonValue {
  if (node.kind === 'compute') return node.evaluate(root);
  if (node.kind !== 'branch') return value;
  if (Array.isArray(value)) return value.map((item) => assignValue(item, node, root));
  return assignFields(isPlainObject(value) ? value : {}, node, root);
}
