import { describe, expect, it } from 'vitest';
import { findMatches, listWords, matchesQuery, readQuery, splitWords } from './searchWords.ts';

const wordsOf = (text: string) => splitWords(text).map(({ word }) => word);

describe('splitWords', () => {
  it.each([
    ['The quick, brown fox!', ['the', 'quick', 'brown', 'fox']],
    ['Crème BRÛLÉE', ['creme', 'brulee']],
    ['Straße STRASSE', ['strasse', 'strasse']],
    ['ΣΟΦΟΣ σοφός', ['σοφοσ', 'σοφοσ']],
    ['İstanbul', ['istanbul']],
    ['order 4711-b, 3.50 €', ['order', '4711', 'b', '3', '50']],
    ['*bold* snake_case', ['bold', 'snake', 'case']],
    ['ﬁne ½', ['fine', '12']],
    ['مَرْحَبًا', ['مرحبا']],
    ['שָׁלוֹם', ['שלום']],
    ['हिन्दी', ['हिन्दी']],
    ['東京都へ', ['東京', '都', 'へ']],
    ['สวัสดีครับ', ['สวัสดี', 'ครับ']],
    ['👍 …', []],
    ['', []],
  ])('%j', (text, expected) => {
    expect(wordsOf(text)).toEqual(expected.map((word) => word.normalize('NFKD')));
  });

  it('says where each stands in what was written', () => {
    const text = 'Ein Stück Crème';
    expect(splitWords(text).map(({ start, end }) => text.slice(start, end))).toEqual(['Ein', 'Stück', 'Crème']);
  });

  it('cuts long words, and never within a letter', () => {
    expect(wordsOf('a'.repeat(200))).toEqual(['a'.repeat(64)]);
    expect(wordsOf(`a${'𝒜'.repeat(100)}`)).toEqual(['a'.repeat(64)]);
    for (const word of wordsOf(`a${'𐐨'.repeat(100)}`)) expect(word.isWellFormed()).toBe(true);
  });

  it('stays fast on a text made to be slow', () => {
    const started = performance.now();
    for (const text of ['a\u0301'.repeat(50_000), 'ก'.repeat(50_000), 'a '.repeat(50_000), '\u0301'.repeat(50_000)]) {
      splitWords(text);
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('listWords', () => {
  it('gives each once, and no more than are wanted', () => {
    expect(listWords('to be or not to be', 10)).toEqual(['to', 'be', 'or', 'not']);
    expect(listWords('to be or not to be', 3)).toEqual(['to', 'be', 'or']);
  });
});

describe('readQuery', () => {
  it.each([
    ['red bicy', { words: ['red'], prefix: 'bicy' }],
    ['red bicycle ', { words: ['red', 'bicycle'], prefix: null }],
    ['red red', { words: ['red'], prefix: null }],
    ['bicycle bi', { words: ['bicycle'], prefix: null }],
    ['Crè', { words: [], prefix: 'cre' }],
  ])('%j', (text, expected) => {
    expect(readQuery(text)).toEqual(expected);
  });

  it.each(['', '  ', '!?', '👍'])('finds no word in %j', (text) => {
    expect(readQuery(text)).toBeNull();
  });
});

describe('matchesQuery', () => {
  it.each([
    ['The red bicycle', { words: ['bicycle', 'red'], prefix: null }, true],
    ['The red bicycle', { words: ['red'], prefix: 'bic' }, true],
    ['The red bicycle', { words: ['bic'], prefix: null }, false],
    ['The red bicycle', { words: ['red', 'blue'], prefix: null }, false],
    ['The red bicycle', { words: [], prefix: 'icycle' }, false],
  ])('%j has %j: %s', (text, query, expected) => {
    expect(matchesQuery(text, query)).toBe(expected);
  });
});

describe('findMatches', () => {
  it.each([
    ['Red, RED and reddish', { words: ['red'], prefix: null }, ['Red', 'RED']],
    ['Red, RED and reddish', { words: [], prefix: 'redd' }, ['redd']],
    ['Cre\u0301me brûlée', { words: ['brulee'], prefix: 'cre' }, ['Cre\u0301', 'brûlée']],
    ['Straße', { words: [], prefix: 'stras' }, ['Straß']],
    ['nothing', { words: ['red'], prefix: null }, []],
  ])('in %j of %j', (text, query, expected) => {
    expect(findMatches(text, query).map(({ start, end }) => text.slice(start, end))).toEqual(expected);
  });
});
