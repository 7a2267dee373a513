import { describe, expect, it } from 'vitest';
import { parseText, type TextNode } from './parse.ts';
import { cutText, shorten } from './shorten.ts';

describe('shorten', () => {
  it('leaves alone what fits', () => {
    expect(shorten(parseText('a'.repeat(800)), 800)).toBeNull();
  });

  it('cuts between what is seen as characters', () => {
    const family = '👩‍👩‍👧';
    const [text] = shorten(parseText(`${'a'.repeat(798)}${family}${'b'.repeat(200)}`), 800) ?? [];
    expect(text).toEqual({ kind: 'text', text: 'a'.repeat(798) });
  });

  it('stops before a link that does not fit whole', () => {
    const shown = shorten(parseText(`${'a'.repeat(790)} https://example.com/long/address and more`), 800);
    expect(shown).toEqual([{ kind: 'text', text: `${'a'.repeat(790)} ` }]);
  });

  it('shows a link whole that is the beginning', () => {
    const link = `https://example.com/${'x'.repeat(900)}`;
    expect(shorten(parseText(`${link} and more`), 800)).toMatchObject([{ kind: 'link', text: link }]);
    expect(shorten(parseText(link), 800)).toBeNull();
  });

  it('closes formatting, and rather leaves out what begins late', () => {
    const [bold, ...rest] = shorten(parseText(`*${'a'.repeat(2_000)}*`), 800) ?? [];
    expect(bold).toEqual({ kind: 'bold', children: [{ kind: 'text', text: 'a'.repeat(800) }] });
    expect(rest).toEqual([]);
    const late = shorten(parseText(`${'a'.repeat(700)} *${'b'.repeat(300)}* end`), 800);
    expect(late?.map(({ kind }) => kind)).toEqual(['text']);
  });

  it('cuts a list after an item, a quote in its text', () => {
    const list = shorten(parseText(`- ${'a'.repeat(500)}\n- ${'b'.repeat(500)}\n- c`), 800);
    expect(list).toMatchObject([{ kind: 'list', items: [{}, { children: [{ text: 'b'.repeat(300) }] }] }]);
    const quote = shorten(parseText(`> ${'a'.repeat(1_000)}\nb`), 800);
    expect(quote).toEqual([{ kind: 'quote', children: [{ kind: 'text', text: 'a'.repeat(800) }] }]);
  });

  it.each([
    ['*a* _b_ ~c~ `d` https://e.example/f '.repeat(200)],
    ['> *a _b ~c~_*\n- d\n1. e\n'.repeat(200)],
    [`\`\`\`${'x\n'.repeat(1_000)}\`\`\``],
  ])('never shows more than asked for: %#', (text) => {
    const shown = shorten(parseText(text), 800);
    expect(shown).not.toBeNull();
    expect(toLength(shown ?? [])).toBeLessThanOrEqual(800);
    expect(toLength(shown ?? [])).toBeGreaterThan(300);
  });
});

describe('cutText', () => {
  it('cuts what is one endless character all the same', () => {
    expect(cutText(`a${'\u0301'.repeat(5_000)}`, 800)).toHaveLength(800);
  });
});

function toLength(nodes: readonly TextNode[]): number {
  return nodes.reduce((sum, node) => {
    if ('text' in node) return sum + node.text.length;
    return sum + toLength('items' in node ? node.items.flatMap(({ children }) => children) : node.children);
  }, 0);
}
