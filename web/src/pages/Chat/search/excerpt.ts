import { findMatches, type SearchQuery, splitWords } from '@erp-whatsapp/shared/searchWords';

/** `at`: where it begins. */
export type ExcerptPart = { at: number; text: string; isMatch: boolean };

/** Words before the first that was searched for, so that one sees what it is about. */
const wordsBefore = 4;
/** Where it stands later in the line, the line begins shortly before it. */
const latestStart = 60;
const longest = 160;

/** The part of a message in which what was searched for stands, in one line. */
export function toExcerpt(content: string, query: SearchQuery): ExcerptPart[] {
  const line = content.replace(/\s+/g, ' ').trim();
  const first = findMatches(line, query)[0]?.start ?? 0;
  const before = splitWords(line.slice(0, first)).at(-wordsBefore)?.start ?? 0;
  const isLate = first > latestStart;
  const from = isLate ? before : 0;
  const end = Math.min(line.length, from + longest);
  const excerpt = `${isLate ? '…' : ''}${line.slice(from, end).toWellFormed()}${end < line.length ? '…' : ''}`;
  return cutAt(excerpt, findMatches(excerpt, query));
}

/** A text in parts, of which some are marked. */
function cutAt(text: string, matches: readonly { start: number; end: number }[]): ExcerptPart[] {
  const parts: ExcerptPart[] = [];
  let at = 0;
  for (const { start, end } of matches) {
    if (start > at) parts.push({ at, text: text.slice(at, start), isMatch: false });
    parts.push({ at: start, text: text.slice(start, end), isMatch: true });
    at = end;
  }
  if (at < text.length) parts.push({ at, text: text.slice(at), isMatch: false });
  return parts;
}
