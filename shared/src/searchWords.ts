/** A word of a text: as it is searched for, and where it stands. */
export type TextWord = { word: string; start: number; end: number };

/** What a person searches for: whole words and, of the one still being typed, how it begins. */
export type SearchQuery = { words: string[]; prefix: string | null };

/** Longer words are cut, in texts and in what is searched for alike. */
const longestWord = 64;

const wordPattern = /[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu;
/** Scripts that write words without spaces between them. */
const unspacedPattern =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** Accents, and the points of Hebrew and Arabic, which people leave out. In other scripts a mark is a letter of its own. */
const pointPattern = /[\u0300-\u036F\u0483-\u0487\u0591-\u05C7\u0610-\u061A\u064B-\u065F\u0670\u06D6-\u06ED]/gu;
const innerPattern = /[^\p{L}\p{N}\p{M}]+/gu;

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/**
 * The words of a text in their order: letters and digits, in small letters and without accents. Server and console cut texts
 * alike, so that what is found is also what is marked. Takes time in proportion to the length, whatever is written.
 */
export function splitWords(text: string): TextWord[] {
  return [...text.matchAll(wordPattern)].flatMap(({ 0: found, index }) =>
    unspacedPattern.test(found) ? splitUnspaced(found, index) : toWord(found, index),
  );
}

/** The different words of a text, at most `limit`. */
export function listWords(text: string, limit: number): string[] {
  const words = new Set<string>();
  for (const { word } of splitWords(text)) {
    if (words.size === limit) break;
    words.add(word);
  }
  return [...words];
}

/** @returns `null` where there is no word in it */
export function readQuery(text: string): SearchQuery | null {
  const all = splitWords(text);
  const last = all.at(-1);
  if (last === undefined) return null;
  // What ends in a space is whole.
  const isTyping = last.end === text.length;
  const words = [...new Set((isTyping ? all.slice(0, -1) : all).map(({ word }) => word))];
  const isImplied = words.some((word) => word.startsWith(last.word));
  return { words, prefix: isTyping && !isImplied ? last.word : null };
}

/** Whether a text has all the words, in any order. */
export function matchesQuery(text: string, { words, prefix }: SearchQuery): boolean {
  const missing = new Set(words);
  let isBegun = prefix === null;
  for (const { word } of splitWords(text)) {
    missing.delete(word);
    if (prefix !== null && word.startsWith(prefix)) isBegun = true;
    if (isBegun && missing.size === 0) return true;
  }
  return false;
}

/** Where a text has any of the words; of one that only begins so, its beginning. */
export function findMatches(text: string, { words, prefix }: SearchQuery): { start: number; end: number }[] {
  const whole = new Set(words);
  return splitWords(text).flatMap(({ word, start, end }) => {
    if (whole.has(word)) return [{ start, end }];
    if (prefix === null || !word.startsWith(prefix)) return [];
    return [{ start, end: start + lengthOfPrefix(text.slice(start, end), prefix) }];
  });
}

/** How much of a word as it is written makes up its beginning as it is searched for. */
function lengthOfPrefix(written: string, prefix: string): number {
  let length = 0;
  for (const letter of written) {
    // Accents that follow belong to the last letter.
    if (fold(written.slice(0, length)).length >= prefix.length && fold(letter) !== '') break;
    length += letter.length;
  }
  return length;
}

function splitUnspaced(found: string, at: number): TextWord[] {
  return [...segmenter.segment(found)].flatMap(({ segment, index, isWordLike }) =>
    isWordLike ? toWord(segment, at + index) : [],
  );
}

function toWord(found: string, start: number): TextWord[] {
  const word = fold(found)
    .slice(0, longestWord)
    .replace(/[\uD800-\uDBFF]$/, '');
  return word === '' ? [] : [{ word, start, end: start + found.length }];
}

/** Upper case first: some small letters become two, and some have two forms. */
function fold(text: string): string {
  return text
    .normalize('NFKD')
    .toUpperCase()
    .toLowerCase()
    .replace(pointPattern, '')
    .replace(innerPattern, '')
    .replaceAll('ς', 'σ');
}
