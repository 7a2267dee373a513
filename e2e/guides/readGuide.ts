import { readFile } from 'node:fs/promises';

/** Finds a guide's block by the heading above it, and among several by its place. @throws Error where there is none */
export type Guide = (heading: string, place?: number) => string;

/**
 * The code of a guide that integrators work by, block by block, byte for byte: `roomsClient.md` or `channels.md` beside
 * this file. What is not code is left out there.
 */
export async function readGuide(name: 'roomsClient' | 'channels'): Promise<Guide> {
  const text = await readFile(new URL(`./${name}.md`, import.meta.url), 'utf8');
  const blocks = new Map<string, string[]>();
  let heading = '';
  for (const [, title, code] of text.matchAll(/^#+ (.+)$|^```\w+\n([\s\S]*?)^```$/gm)) {
    if (title !== undefined) heading = title;
    else blocks.set(heading, [...(blocks.get(heading) ?? []), code ?? '']);
  }
  return (wanted, place = 0) => {
    const code = blocks.get(wanted)?.[place];
    if (code === undefined) throw new Error(`The guide has no block ${place} under "${wanted}".`);
    return code;
  };
}

/** Puts values where a block has placeholders. @throws Error for a placeholder that it has not */
export function fillIn(block: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((filled, [placeholder, value]) => {
    if (!filled.includes(placeholder)) throw new Error(`The block has no "${placeholder}" to fill in:\n${block}`);
    return filled.replaceAll(placeholder, value);
  }, block);
}
