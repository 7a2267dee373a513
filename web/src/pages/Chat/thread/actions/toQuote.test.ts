import { describe, expect, it } from 'vitest';
import { splitQuote } from '../../composer/quote.ts';
import { toQuote } from './toQuote.ts';

describe('a quote', () => {
  it.each([
    ['One', '> One'],
    ['One\n\ntwo', '> One\n> two'],
    ['*bold* and `code`', '> bold and code'],
    ['> earlier\nanswer', '> answer'],
    ['a\nb\nc\nd\ne', '> a\n> b\n> c\n> d…'],
    ['- a\n- b', '> a\n> b'],
    ['https://a.example/b', '> https://a.example/b'],
    ['', '> Message'],
    ['> earlier', '> Message'],
  ])('of %j', (content, expected) => {
    expect(toQuote({ content, messageType: 'text' })).toBe(expected);
  });

  it('is short, and ends between characters', () => {
    const quote = toQuote({ content: `${'a'.repeat(239)}👩‍👩‍👧b`, messageType: 'text' });
    expect(quote).toBe(`> ${'a'.repeat(239)}…`);
  });

  it('is found again in front of its answer', () => {
    expect(splitQuote('> a\n> b\nc\n> d')).toEqual({ quote: '> a\n> b', text: 'c\n> d' });
    expect(splitQuote('> a')).toEqual({ quote: '', text: '> a' });
    expect(splitQuote('a\n> b\n')).toEqual({ quote: '', text: 'a\n> b\n' });
  });
});
