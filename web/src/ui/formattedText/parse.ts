export type TextNode =
  | { kind: 'text' | 'code' | 'block'; text: string }
  | { kind: 'link'; text: string; href: string }
  | { kind: 'bold' | 'italic' | 'strike'; children: TextNode[] };

type Atom = { end: number; node: TextNode };
type Emphasis = 'bold' | 'italic' | 'strike';

const emphases: Readonly<Record<string, Emphasis>> = { '*': 'bold', _: 'italic', '~': 'strike' };

const atomPattern =
  /```([\s\S]+?)```|`([^`\n]+)`|(?:https?:\/\/|www\.|mailto:|tel:)[^\s<>"`]+|[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/giu;

/**
 * Reads WhatsApp's formatting: `*bold*`, `_italic_`, `~strike~`, `` `code` ``, ```` ```block``` ```` and links to
 * http(s), mailto and tel. Everything else is text. Takes time in proportion to the length, whatever is written.
 */
export function parseText(text: string): TextNode[] {
  const atoms = findAtoms(text);
  const unclosedUntil = new Map<string, number>();

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

  return parse(0, text.length);
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
// The property RGI_Emoji would say it in one word, but costs half a second to compile.
const emojiPattern =
  /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\uFE0F|\p{Regional_Indicator}{2}|[\d#*]\uFE0F?\u20E3)/u;
const longestLoneEmoji = 60;

/** Up to three emoji alone are shown large: their number, or 0 for anything else. */
export function countLoneEmoji(text: string): number {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > longestLoneEmoji) return 0;
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
