import { readFile } from 'node:fs/promises';
import { parse } from '@swc/core';

/**
 * The modules a file names inside its types, as in `import('./a.ts').A`. dependency-cruiser's reader does not see
 * them, so they would pass every rule.
 */
export async function findTypeImports(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8');
  if (!/\bimport\s*\(/.test(text)) return [];
  const tree: unknown = await parse(text, { syntax: 'typescript', tsx: path.endsWith('.tsx') });
  return collect(tree);
}

function collect(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(collect);
  if (!isNode(node)) return [];
  const inside = Object.values(node).flatMap(collect);
  const { type, argument } = node;
  return type === 'TsImportType' && isNode(argument) ? [String(argument['value']), ...inside] : inside;
}

function isNode(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
