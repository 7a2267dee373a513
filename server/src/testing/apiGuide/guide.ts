import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const guidePath = fileURLToPath(new URL('../../../../docs/api.md', import.meta.url));

/** Whatever stands where a table belongs. */
const place = /(?<=<!-- table: ([\w ]+) -->\n)[\s\S]*?(?=\n<!-- end -->)/g;

export function readGuide(): string {
  return readFileSync(guidePath, 'utf8');
}

/** The guide's blocks of code that have a name, which stands behind their language. */
export function readBlocks(guide: string): ReadonlyMap<string, string> {
  const blocks = [...guide.matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)];
  return new Map(blocks.map(([, name = '', code = '']) => [name, code]));
}

/** The guide with its tables made anew. @throws Error for a place without a table, or a table without a place */
export function putTables(guide: string, tables: ReadonlyMap<string, string>): string {
  const left = new Set(tables.keys());
  const made = guide.replaceAll(place, (_, name: string) => {
    const text = tables.get(name);
    if (text === undefined) throw new Error(`There is no table "${name}" for the guide.`);
    left.delete(name);
    return `\n${text}\n`;
  });
  if (left.size > 0) throw new Error(`The guide has no place for the tables ${[...left].join(', ')}.`);
  return made;
}
