import type { Row } from '#store/slices/row.ts';
import { parseText, type TextNode } from '#ui/formattedText/parse.ts';
import { isLong } from '../LongText.tsx';
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
