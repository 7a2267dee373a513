import { describe, expect, it } from 'vitest';
import { findInTexts } from './markMatches.ts';

describe('findInTexts', () => {
  it('finds words in what is said, also within formatting, and nowhere else', () => {
    const root = document.createElement('ol');
    root.innerHTML =
      '<li><div>Blue Ana</div><div data-said>A blue one, <strong>Blue</strong> <a href="#">blue.example</a></div><time>blue</time></li>';
    const found = findInTexts(root, { words: ['blue'], prefix: 'on' });
    expect(found.map(({ node, start, end }) => node.data.slice(start, end))).toEqual(['blue', 'on', 'Blue', 'blue']);
  });
});
