import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';

const root = join(import.meta.dirname, '..', '..');

/** A node of a syntax tree. What else it has differs from type to type. */
export type Node = { type: string; start: number };

export type Source = { path: string; code: string; tree: Node };

/** The console's own source files as syntax trees: neither tests nor what only they use. Paths are from `web/src`. */
export function readSources(): Source[] {
  return globSync('**/*.{ts,tsx}', { cwd: root })
    .filter((path) => !path.startsWith('testing/') && !/\.(?:test|d)\.tsx?$/.test(path))
    .sort()
    .map((path) => parseSource(path, readFileSync(join(root, path), 'utf8')));
}

/** @throws Error when the code can't be read. */
export function parseSource(path: string, code: string): Source {
  const { program, errors } = parseSync(path, code);
  if (errors.length > 0) throw new Error(`${path} can’t be read: ${errors[0]?.message}`);
  return { path, code, tree: program };
}

/** The node itself and all below it. */
export function* walk(node: Node): Generator<Node> {
  yield node;
  for (const part of Object.values(node)) {
    for (const child of Array.isArray(part) ? part : [part]) if (isNode(child)) yield* walk(child);
  }
}

/** One part of a node, as far as it is a node itself. */
export function childOf(node: Node, name: string): Node | null {
  const child: unknown = Reflect.get(node, name);
  return isNode(child) ? child : null;
}

export function childrenOf(node: Node, name: string): Node[] {
  const children: unknown = Reflect.get(node, name);
  return Array.isArray(children) ? children.filter(isNode) : [];
}

/** One part of a node, as far as it is text. */
export function textOf(node: Node | null, name: string): string | null {
  const text: unknown = node === null ? null : Reflect.get(node, name);
  return typeof text === 'string' ? text : null;
}

/** The fixed parts of a template literal. */
export function quasisOf(template: Node): string[] {
  return childrenOf(template, 'quasis').map((quasi) => {
    const value: unknown = Reflect.get(quasi, 'value');
    const cooked: unknown = typeof value === 'object' && value !== null && 'cooked' in value ? value.cooked : '';
    return typeof cooked === 'string' ? cooked : '';
  });
}

export function lineOf({ path, code }: Source, node: Node): string {
  return `${path}:${code.slice(0, node.start).split('\n').length}`;
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    typeof value.type === 'string' &&
    'start' in value &&
    typeof value.start === 'number'
  );
}
