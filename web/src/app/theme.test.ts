import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { avatarColours } from '#ui/Avatar.tsx';

const css = readFileSync(join(import.meta.dirname, 'theme.css'), 'utf8');
const themes = { light: readTokens(':root'), dark: readTokens('[data-theme=') };

const grounds = ['surface', 'sunken', 'hover', 'selected', 'chip'];
const bubbles = ['bubble-out', 'bubble-in'];
/** Which text stands on which ground. */
const texts: Record<string, string[]> = {
  text: [...grounds, ...bubbles, 'ground'],
  muted: [...grounds, ...bubbles, 'ground'],
  'accent-text': [...grounds, ...bubbles, 'ground'],
  'on-accent': ['accent', 'accent-hover'],
  'on-badge': ['badge'],
  'on-mark': ['mark'],
  link: [...bubbles, 'surface', 'ground', 'sunken'],
  error: [...grounds, 'error-surface', ...bubbles, 'ground'],
  notice: ['notice-surface', 'surface', 'hover', 'selected'],
};
/** What is not text: icons and the edges of fields. */
const shapes: Record<string, string[]> = {
  'tick-read': [...bubbles, 'surface', 'hover', 'selected'],
  'field-line': ['surface', 'sunken', 'ground'],
};

describe.each(Object.entries(themes))('the %s theme', (_name, tokens) => {
  it.each(toPairs(texts))('has text in %s readable on %s', (text, ground) => {
    expect(contrast(tokens, text, ground)).toBeGreaterThanOrEqual(4.5);
  });
  it.each(toPairs(shapes))('has %s visible on %s', (shape, ground) => {
    expect(contrast(tokens, shape, ground)).toBeGreaterThanOrEqual(3);
  });
});

it.each([...avatarColours])('white initials are readable on %s', (colour) => {
  expect(ratio(luminance('#ffffff'), luminance(colour))).toBeGreaterThanOrEqual(4.5);
});

function toPairs(table: Record<string, string[]>): [string, string][] {
  return Object.entries(table).flatMap(([text, on]) => on.map((ground): [string, string] => [text, ground]));
}

function readTokens(selector: string): Map<string, string> {
  const start = css.indexOf(selector);
  const block = css.slice(start, css.indexOf('}', start));
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [name, value]));
}

function contrast(tokens: Map<string, string>, text: string, ground: string): number {
  return ratio(luminance(tokens.get(text)), luminance(tokens.get(ground)));
}

function ratio(a: number, b: number): number {
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** WCAG 2's relative luminance. */
function luminance(colour: string | undefined): number {
  if (colour === undefined) throw new Error('There is no such token.');
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
