export type TextNode =
  | { kind: 'text' | 'code' | 'block'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'bold' | 'italic' | 'strike' | 'quote'; children: TextNode[] }
  | { kind: 'list'; isOrdered: boolean; items: ListItem[] };

/** `number` as it was written; 0 in a list without numbers. */
export type ListItem = { number: number; children: TextNode[] };

type Atom = { end: number; node: TextNode };
type Emphasis = 'bold' | 'italic' | 'strike';
type Line = { kind: 'plain' | 'quote' | 'bullet' | 'number'; from: number; to: number; number: number };

const emphases: Readonly<Record<string, Emphasis>> = { '*': 'bold', _: 'italic', '~': 'strike' };

const atomPattern =
  /```([\s\S]+?)```|`([^`\n]+)`|(?:https?:\/\/|www\.|mailto:|tel:)[^\s<>"`]+|[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu;

/** What makes a line one of a quote or a list, with something behind it. */
const linePattern = /(?:(>)|([-*])|(\d{1,9})\.) (?=\S)/y;

/** Something of this is in every text that is more than words. Most are not, and need not be read sign by sign. */
const formatSign = /[*_~`@]|:\/\/|www\.|mailto:|tel:|^(?:>|-|\d{1,9}\.) /im;

/**
 * Reads WhatsApp's formatting: `*bold*`, `_italic_`, `~strike~`, `` `code` ``, ```` ```block``` ````, lines of a `> quote`,
 * of a `- list` or a `1. list`, and links to http(s), mailto and tel. Everything else is text. Takes time in proportion to
 * the length, whatever is written.
 */
export function parseText(text: string): TextNode[] {
  if (text !== '' && !formatSign.test(text)) return [{ kind: 'text', text }];
  const atoms = findAtoms(text);
  const unclosedUntil = new Map<string, number>();
  const nodes: TextNode[] = [];
  const lines = toLines(text, atoms);
  for (let first = 0; first < lines.length; ) {
    const kind = lines[first]?.kind;
    let next = first + 1;
    while (next < lines.length && lines[next]?.kind === kind) next += 1;
    nodes.push(...toBlock(lines.slice(first, next)));
    first = next;
  }
  return nodes;

  /** Lines of one kind that follow each other. */
  function toBlock(block: Line[]): TextNode[] {
    const [first, last] = [block[0], block.at(-1)];
    if (first === undefined || last === undefined) return [];
    switch (first.kind) {
      case 'plain':
        return parse(first.from, last.to);
      case 'quote': {
        const children = block.flatMap(({ from, to }, index): TextNode[] => [
          ...(index === 0 ? [] : [{ kind: 'text' as const, text: '\n' }]),
          ...parse(from, to),
        ]);
        return [{ kind: 'quote', children }];
      }
      case 'bullet':
      case 'number': {
        const items = block.map(({ from, to, number }) => ({ number, children: parse(from, to) }));
        return [{ kind: 'list', isOrdered: first.kind === 'number', items }];
      }
    }
  }

  function parse(from: number, to: number): TextNode[] {
    const nodes: TextNode[] = [];
    let plainFrom = from;
    let at = from;
    const flush = () => {
      if (plainFrom < at) nodes.push({ kind: 'text', text: text.slice(plainFrom, at) });
    };
    while (at < to) {
      const atom = atoms.get(at);
      if (atom !== undefined && atom.end <= to) {
        flush();
        nodes.push(atom.node);
        at = plainFrom = atom.end;
        continue;
      }
      const kind = emphases[text.charAt(at)];
      const close = kind === undefined ? -1 : findClose(at, to);
      if (kind === undefined || close === -1) {
        at += 1;
        continue;
      }
      flush();
      nodes.push({ kind, children: parse(at + 1, close) });
      at = plainFrom = close + 1;
    }
    flush();
    return nodes;
  }

  /** Where the emphasis that begins at `open` ends, or -1. It stays on one line. */
  function findClose(open: number, to: number): number {
    const marker = text.charAt(open);
    if (isWord(text, open - 1) || isSpace(text, open + 1) || text.charAt(open + 1) === marker) return -1;
    if (open < (unclosedUntil.get(marker) ?? 0)) return -1;
    let at = open + 1;
    while (at < to && text.charAt(at) !== '\n') {
      const atom = atoms.get(at);
      if (atom !== undefined) {
        at = atom.end;
        continue;
      }
      if (text.charAt(at) === marker && !isSpace(text, at - 1) && !isWord(text, at + 1)) return at;
      at += 1;
    }
    unclosedUntil.set(marker, at);
    return -1;
  }
}

/** The lines without what marks them; a block of code that goes over several is in one. */
function toLines(text: string, atoms: ReadonlyMap<number, Atom>): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length; ) {
    linePattern.lastIndex = start;
    const match = linePattern.exec(text);
    const from = start + (match?.[0].length ?? 0);
    let to = from;
    while (to < text.length && text.charAt(to) !== '\n') to = atoms.get(to)?.end ?? to + 1;
    lines.push({ kind: toLineKind(match), from, to, number: Number(match?.[3] ?? 0) });
    start = to + 1;
  }
  return lines;
}

function toLineKind(match: RegExpExecArray | null): Line['kind'] {
  if (match === null) return 'plain';
  if (match[1] !== undefined) return 'quote';
  return match[2] === undefined ? 'number' : 'bullet';
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
// The property RGI_Emoji would say it in one word, but costs half a second to compile.
const emojiPattern =
  /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|\p{Regional_Indicator}{2}|[\d#*]\uFE0F?\u20E3)/u;
const longestLoneEmoji = 60;

/** Up to three emoji alone are shown large: their number, or 0 for anything else. */
export function countLoneEmoji(text: string): number {
  const trimmed = text.trim();
  if (trimmed.length > longestLoneEmoji || !emojiPattern.test(trimmed)) return 0;
  const parts = Array.from(graphemes.segment(trimmed), ({ segment }) => segment);
  return parts.length <= 3 && parts.every((part) => emojiPattern.test(part)) ? parts.length : 0;
}

function findAtoms(text: string): Map<number, Atom> {
  const atoms = new Map<number, Atom>();
  for (const match of text.matchAll(atomPattern)) {
    const [whole, block, code] = match;
    if (block !== undefined) {
      atoms.set(match.index, { end: match.index + whole.length, node: { kind: 'block', text: block } });
    } else if (code !== undefined) {
      atoms.set(match.index, { end: match.index + whole.length, node: { kind: 'code', text: code } });
    } else {
      const link = trimLink(whole);
      const href = toHref(link);
      if (href === null || isWord(text, match.index - 1)) continue;
      atoms.set(match.index, { end: match.index + link.length, node: { kind: 'link', text: link, href } });
    }
  }
  return atoms;
}

/** Takes off what belongs to the sentence rather than to the link; a closing bracket only if none opened in it. */
function trimLink(link: string): string {
  let end = link.length;
  while (end > 0) {
    const last = link.charAt(end - 1);
    const isOpenedInside = last === ')' && count(link, '(', end) >= count(link, ')', end);
    if (!/[.,;:!?'")\]}*_~]/.test(last) || isOpenedInside) break;
    end -= 1;
  }
  return link.slice(0, end);
}

function count(text: string, character: string, end: number): number {
  return text.slice(0, end).split(character).length - 1;
}

function toHref(link: string): string | null {
  const isBareAddress = !/^(?:https?:\/\/|www\.|mailto:|tel:)/i.test(link);
  const full = isBareAddress ? `mailto:${link}` : /^www\./i.test(link) ? `https://${link}` : link;
  const url = URL.parse(full);
  if (url === null || !['http:', 'https:', 'mailto:', 'tel:'].includes(url.protocol)) return null;
  return url.href;
}

function isSpace(text: string, at: number): boolean {
  return at < 0 || at >= text.length || /\s/.test(text.charAt(at));
}

function isWord(text: string, at: number): boolean {
  return at >= 0 && at < text.length && /[\p{L}\p{N}]/u.test(text.charAt(at));
}
