import type { TextNode } from './parse.ts';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * The beginning of a long text: about `most` characters, cut between graphemes, never inside a link, and with every
 * formatting closed. Rather a little less than half of something formatted. `null`: all of it fits.
 */
export function shorten(nodes: readonly TextNode[], most: number): TextNode[] | null {
  let left = most;

  function take(all: readonly TextNode[]): TextNode[] {
    const taken: TextNode[] = [];
    for (const node of all) {
      const size = measure(node);
      if (size <= left) {
        taken.push(node);
        left -= size;
        continue;
      }
      const isMostShown = left < most / 2;
      const part = isMostShown && node.kind !== 'text' ? null : cut(node);
      if (part !== null) taken.push(part);
      left = 0;
      break;
    }
    return taken;
  }

  /** What of a node fits into what is left. A link that stands at the very beginning is shown whole. */
  function cut(node: TextNode): TextNode | null {
    switch (node.kind) {
      case 'text':
      case 'code':
      case 'block':
        return { ...node, text: cutText(node.text, left) };
      case 'link':
        return left === most ? node : null;
      case 'bold':
      case 'italic':
      case 'strike':
      case 'quote':
        return { ...node, children: take(node.children) };
      case 'list': {
        const items: typeof node.items = [];
        for (const item of node.items) {
          if (left === 0) break;
          items.push({ ...item, children: take(item.children) });
        }
        return { ...node, items };
      }
    }
  }

  const whole = nodes.reduce((sum, node) => sum + measure(node), 0);
  if (whole <= most) return null;
  const shown = take(nodes);
  return shown.reduce((sum, node) => sum + measure(node), 0) < whole ? shown : null;
}

function measure(node: TextNode): number {
  switch (node.kind) {
    case 'text':
    case 'code':
    case 'block':
    case 'link':
      return node.text.length;
    case 'bold':
    case 'italic':
    case 'strike':
    case 'quote':
      return node.children.reduce((sum, child) => sum + measure(child), 0);
    case 'list':
      return node.items.flatMap(({ children }) => children).reduce((sum, child) => sum + measure(child), 0);
  }
}

/** At most `most` UTF-16 units, without the half of what is seen as one character, unless that is all there is. */
export function cutText(text: string, most: number): string {
  const at = graphemes.segment(text).containing(most)?.index;
  return text.slice(0, at === 0 ? most : at);
}
