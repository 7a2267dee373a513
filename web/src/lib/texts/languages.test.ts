import { describe, expect, it } from 'vitest';
import { flatten, readPluralForm, withoutPluralForm } from '#testing/sources/flatten.ts';
import { first as enFirst } from './en/first.ts';
import { later as enLater } from './en/later.ts';
import { first as esFirst } from './es/first.ts';
import { later as esLater } from './es/later.ts';

const english = { ...flatten(enFirst), ...flatten(enLater) };

describe.each([
  ['en', english],
  ['es', { ...flatten(esFirst), ...flatten(esLater) }],
])('the texts of %s', (language, texts) => {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;

  it('are all there, and no others', () => {
    expect(baseKeys(texts)).toEqual(baseKeys(english));
  });

  it('have every plural form of the language', () => {
    const counted = Object.keys(english).filter((key) => readPluralForm(key) !== null);
    const wanted = new Set(counted.flatMap((key) => forms.map((form) => `${withoutPluralForm(key)}_${form}`)));
    const given = Object.keys(texts).filter((key) => readPluralForm(key) !== null);
    expect(given.sort()).toEqual([...wanted].sort());
  });

  it('say the same: each with the same placeholders', () => {
    const different = Object.entries(texts).filter(([key, text]) => {
      const original = english[key] ?? english[`${withoutPluralForm(key)}_other`] ?? '';
      return readPlaceholders(text).join() !== readPlaceholders(original).join();
    });
    expect(different).toEqual([]);
  });

  it('are none of them empty, and well spaced', () => {
    expect(Object.entries(texts).filter(([, text]) => text !== text.trim() || text === '')).toEqual([]);
  });
});

function baseKeys(texts: object): string[] {
  return [...new Set(Object.keys(texts).map(withoutPluralForm))].sort();
}

function readPlaceholders(text: string): string[] {
  return Array.from(text.matchAll(/\{\{(\w+(?:, \w+)?)\}\}/g), ([, name]) => name ?? '').sort();
}
