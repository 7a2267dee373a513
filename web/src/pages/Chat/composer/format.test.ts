import { describe, expect, it } from 'vitest';
import { type Edit, toggleMark } from './format.ts';
import type { Mark } from './marks.ts';

/** `[` and `]` stand for what is marked, `|` for the caret. */
describe('toggling a mark', () => {
  it.each<[Mark, string, string]>([
    ['bold', 'say [hello] now', 'say *[hello]* now'],
    ['bold', 'say [ hello ]now', 'say  *[hello]* now'],
    ['italic', 'say he|llo now', 'say _[hello]_ now'],
    ['strike', 'say |', 'say ~|~'],
    ['mono', 'run [a\nb]', 'run ```[a\nb]```'],
    ['bold', '[one\n\ntwo]', '[*one*\n\n*two*]'],
    ['bold', '[> one\n- two \n1. three]', '[> *one*\n- *two* \n1. *three*]'],
    ['quote', 'one\nt|wo\nthree', 'one\n> t|wo\nthree'],
    ['quote', '[one\ntwo]', '[> one\n> two]'],
    ['list', 'o[ne\n- tw]o', '[- one\n- two]'],
    ['list', '|', '- |'],
  ])('makes it %s: %j', (mark, before, after) => {
    expect(write(toggleMark(read(before), mark))).toBe(after);
  });

  it.each<[Mark, string, string]>([
    ['bold', 'say *[hello]* now', 'say [hello] now'],
    ['bold', 'say [*hello*] now', 'say [hello] now'],
    ['bold', 'say *he|llo* now', 'say [hello] now'],
    ['strike', 'say ~|~', 'say |'],
    ['bold', '[*one*\n*two*]', '[one\ntwo]'],
    ['quote', '[> one\n> two]', '[one\ntwo]'],
    ['list', '- o|ne', 'o|ne'],
  ])('takes it from %s: %j', (mark, before, after) => {
    expect(write(toggleMark(read(before), mark))).toBe(after);
  });

  it.each<Mark>(['bold', 'italic', 'strike', 'mono', 'quote', 'list'])('twice %s is as before', (mark) => {
    for (const marked of ['[all]', 'a [b c] d', '[a\nb\n\nc]', 'x\n[y]\nz']) {
      const before = read(marked);
      expect(toggleMark(toggleMark(before, mark), mark).text).toBe(before.text);
    }
  });
});

function read(marked: string): Edit {
  const start = marked.search(/[[|]/);
  const text = marked.replace(/[[\]|]/g, '');
  const end = marked.indexOf(']');
  return { text, start, end: end === -1 ? start : end - 1 };
}

function write({ text, start, end }: Edit): string {
  if (start === end) return `${text.slice(0, start)}|${text.slice(start)}`;
  return `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`;
}
