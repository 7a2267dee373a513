import { describe, expect, it } from 'vitest';
import { toExcerpt } from './excerpt.ts';

const show = (content: string, words: string[], prefix: string | null = null) =>
  toExcerpt(content, { words, prefix })
    .map(({ text, isMatch }) => (isMatch ? `[${text}]` : text))
    .join('');

describe('toExcerpt', () => {
  it('marks all words, in one line', () => {
    expect(show('A blue\n\nbicycle,  so Blue', ['blue'])).toBe('A [blue] bicycle, so [Blue]');
    expect(show('Bicycles', [], 'bicy')).toBe('[Bicy]cles');
  });

  it('shows the part in which they stand', () => {
    const excerpt = show(`${'word '.repeat(50)}the blue one${' word'.repeat(50)}`, ['blue']);
    expect(excerpt).toMatch(/^…word word word the \[blue\] one word/);
    expect(excerpt.endsWith('…')).toBe(true);
    expect(excerpt.length).toBeLessThan(170);
  });

  it('shows the beginning where nothing is to be marked', () => {
    expect(show('Nothing of it', ['blue'])).toBe('Nothing of it');
  });

  it('never cuts a sign in two', () => {
    expect(show(`blue ${'😀'.repeat(200)}`, ['blue']).isWellFormed()).toBe(true);
  });
});
