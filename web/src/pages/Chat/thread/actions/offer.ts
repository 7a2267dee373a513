import type { Row } from '#store/slices/row.ts';
import { parseText, type TextNode } from '#ui/formattedText/parse.ts';
import { isLong } from '../LongText.tsx';
import { toAddress } from '../media/toAddress.ts';
import type { PaneState } from '../pane.ts';
import type { Act } from './acts.ts';

const mostLinks = 3;

/** What a message's menu offers. */
export function listActs(row: Row, { expanded }: Pick<PaneState, 'expanded'>): Act[] {
  return [
    ...(row.isOutgoing && row.status === 'failed' ? (['retry'] as const) : []),
    'reply',
    'copy',
    ...(isLong(row.content) && !expanded.has(row.key) ? (['readMore'] as const) : []),
    'details',
    'select',
  ];
}

/** Where its file is opened; `null` where there is none to open. */
export function findFile({ media }: Pick<Row, 'media'>): string | null {
  return media?.state === 'here' ? toAddress(media) : null;
}

/** The first links in a message, once each: by the keyboard they are opened from its menu. */
export function listLinks({ content }: Pick<Row, 'content'>): string[] {
  return [...new Set(parseText(content).flatMap(toLinks))].slice(0, mostLinks);
}

function toLinks(node: TextNode): string[] {
  switch (node.kind) {
    case 'link':
      return [node.href];
    case 'text':
    case 'code':
    case 'block':
      return [];
    case 'bold':
    case 'italic':
    case 'strike':
    case 'quote':
      return node.children.flatMap(toLinks);
    case 'list':
      return node.items.flatMap(({ children }) => children.flatMap(toLinks));
  }
}
