import { flushSync } from 'react-dom';
import type { Mark } from './marks.ts';

export type Write = (text: string) => void;

/** A text and what of it is marked. */
export type Edit = { text: string; start: number; end: number };

const around: Partial<Record<Mark, string>> = { bold: '*', italic: '_', strike: '~', mono: '```' };

/** Makes the marked text bold and so on, or takes that from it. The browser's own undo takes it back. */
export function format(field: HTMLTextAreaElement, mark: Mark, write: Write): void {
  const before = { text: field.value, start: field.selectionStart, end: field.selectionEnd };
  const after = toggleMark(before, mark);
  replaceText(field, after, write);
}

/** @returns what becomes of the text; the same again undoes it. */
export function toggleMark(edit: Edit, mark: Mark): Edit {
  const marker = around[mark];
  if (marker === undefined) return toggleLines(edit, mark === 'quote' ? '> ' : '- ');
  const inner = tighten(edit);
  const lines = edit.text.slice(inner.start, inner.end).split('\n');
  return marker !== '```' && lines.length > 1 ? toggleEach(inner, marker) : toggleAround(inner, marker);
}

/** The word that the caret is in; without the spaces at the ends of what is marked, where no marker counts. */
function tighten({ text, start, end }: Edit): Edit {
  if (start === end) {
    const before = /[\p{L}\p{N}]*$/u.exec(text.slice(0, start))?.[0].length ?? 0;
    const after = /^[\p{L}\p{N}]*/u.exec(text.slice(end))?.[0].length ?? 0;
    return { text, start: start - before, end: end + after };
  }
  const marked = text.slice(start, end);
  if (marked.trim() === '') return { text, start, end };
  return {
    text,
    start: start + marked.length - marked.trimStart().length,
    end: end - marked.length + marked.trimEnd().length,
  };
}

function toggleAround({ text, start, end }: Edit, marker: string): Edit {
  const { length } = marker;
  const [before, inside, after] = [text.slice(0, start), text.slice(start, end), text.slice(end)];
  if (before.endsWith(marker) && after.startsWith(marker)) {
    const text = before.slice(0, -length) + inside + after.slice(length);
    return { text, start: start - length, end: end - length };
  }
  if (isMarked(inside, marker)) {
    return { text: before + inside.slice(length, -length) + after, start, end: end - 2 * length };
  }
  return { text: before + marker + inside + marker + after, start: start + length, end: end + length };
}

/** Formatting ends with its line: of several lines each is marked, after what makes it one of a quote or a list. */
function toggleEach({ text, start, end }: Edit, marker: string): Edit {
  const lines = text.slice(start, end).split('\n');
  const parts = lines.map((line) => {
    const [lead = ''] = /^\s*(?:(?:>|[-*]|\d+\.) )?\s*/.exec(line) ?? [];
    const words = line.slice(lead.length).trimEnd();
    return { lead, words, tail: line.slice(lead.length + words.length) };
  });
  const isOn = parts.every(({ words }) => words === '' || isMarked(words, marker));
  const changed = parts.map(({ lead, words, tail }) => {
    if (words === '') return lead + tail;
    if (isOn) return lead + words.slice(marker.length, -marker.length) + tail;
    return lead + (isMarked(words, marker) ? words : marker + words + marker) + tail;
  });
  return replace({ text, start, end }, changed.join('\n'));
}

function toggleLines({ text, start, end }: Edit, prefix: string): Edit {
  const from = text.slice(0, start).lastIndexOf('\n') + 1;
  const lineEnd = text.indexOf('\n', end);
  const to = lineEnd === -1 ? text.length : lineEnd;
  const lines = text.slice(from, to).split('\n');
  const isOn = lines.some((line) => line !== '') && lines.every((line) => line === '' || line.startsWith(prefix));
  const changed = lines.map((line) => {
    if (isOn) return line.startsWith(prefix) ? line.slice(prefix.length) : line;
    return line.startsWith(prefix) || (line === '' && lines.length > 1) ? line : prefix + line;
  });
  const edit = replace({ text, start: from, end: to }, changed.join('\n'));
  // A caret stays where it is in its line; what was marked is marked as whole lines.
  if (start !== end) return edit;
  const caret = Math.max(start + (isOn ? -prefix.length : prefix.length), from);
  return { ...edit, start: caret, end: caret };
}

function isMarked(text: string, marker: string): boolean {
  return text.length > 2 * marker.length && text.startsWith(marker) && text.endsWith(marker);
}

function replace({ text, start, end }: Edit, by: string): Edit {
  return { text: text.slice(0, start) + by + text.slice(end), start, end: start + by.length };
}

/** Writes into the field as if by hand: what is the same on both sides is not touched. */
function replaceText(field: HTMLTextAreaElement, { text, start, end }: Edit, write: Write): void {
  const { value } = field;
  let same = 0;
  while (same < Math.min(value.length, text.length) && value[same] === text[same]) same += 1;
  let tail = 0;
  const most = Math.min(value.length, text.length) - same;
  while (tail < most && value.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
  field.focus();
  field.setSelectionRange(same, value.length - tail);
  insertText(field, text.slice(same, text.length - tail), write);
  field.setSelectionRange(start, end);
}

/**
 * Puts a text where the caret is, or in the place of what is marked. In a field that has the focus the browser's undo takes it
 * back; else, and where the browser can't, `write` puts the whole text into it.
 */
export function insertText(field: HTMLTextAreaElement, text: string, write: Write): void {
  const command = text === '' ? 'delete' : 'insertText';
  if (document.activeElement === field && document.execCommand?.(command, false, text)) return;
  const { value, selectionStart, selectionEnd } = field;
  flushSync(() => write(value.slice(0, selectionStart) + text + value.slice(selectionEnd)));
  const caret = selectionStart + text.length;
  field.setSelectionRange(caret, caret);
}
