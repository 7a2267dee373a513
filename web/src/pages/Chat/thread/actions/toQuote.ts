import { texts } from '#lib/texts/i18n.ts';
import type { Row } from '#store/slices/row.ts';
import { parseText, type TextNode } from '#ui/formattedText/parse.ts';
import { cutText } from '#ui/formattedText/shorten.ts';

const mostLines = 4;
const mostCharacters = 240;

/** The lines that say which message is answered. What that one quoted itself is left out. */
export function toQuote({ content, messageType }: Pick<Row, 'content' | 'messageType'>): string {
  const own = parseText(content).filter(({ kind }) => kind !== 'quote');
  const text = toPlain(own).trim() || texts.t(`message.${messageType}`);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const start = lines.slice(0, mostLines).join('\n');
  const cut = cutText(start, mostCharacters).trimEnd();
  const rest = cut.length < start.length || lines.length > mostLines ? '…' : '';
  return `${cut}${rest}`.replace(/^/gm, '> ');
}

/** The text without its formatting, of which a cut would leave half. */
function toPlain(nodes: readonly TextNode[]): string {
  return nodes.map(toText).join('');
}

function toText(node: TextNode): string {
  switch (node.kind) {
    case 'text':
    case 'code':
    case 'block':
    case 'link':
      return node.text;
    case 'bold':
    case 'italic':
    case 'strike':
    case 'quote':
      return toPlain(node.children);
    case 'list':
      return `\n${node.items.map(({ children }) => toPlain(children)).join('\n')}\n`;
  }
}
