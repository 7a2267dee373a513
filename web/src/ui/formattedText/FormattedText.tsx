import { memo, type ReactNode } from 'react';
import { type ListItem, parseText, type TextNode } from './parse.ts';

/** In a list that is one tab stop, links are none. */
type Place = { isInList?: boolean };

/** A message's text as WhatsApp shows it. Nothing in it is ever taken as markup. */
export const FormattedText = memo(function FormattedText({ text, ...place }: { text: string } & Place) {
  return <FormattedNodes nodes={parseText(text)} {...place} />;
});

export function FormattedNodes({ nodes, isInList = false }: { nodes: readonly TextNode[] } & Place) {
  return <>{nodes.map(toElement)}</>;

  function toItem({ number, children }: ListItem, isOrdered: boolean, index: number): ReactNode {
    return (
      <li key={index} value={isOrdered ? number : undefined}>
        {children.map(toElement)}
      </li>
    );
  }

  function toElement(node: TextNode, index: number): ReactNode {
    switch (node.kind) {
      case 'text':
        return node.text;
      case 'bold':
        return (
          <strong key={index} className="font-semibold">
            {node.children.map(toElement)}
          </strong>
        );
      case 'italic':
        return <em key={index}>{node.children.map(toElement)}</em>;
      case 'strike':
        return <s key={index}>{node.children.map(toElement)}</s>;
      case 'code':
      case 'block':
        return (
          <code key={index} className={`font-mono text-[0.9em] ${node.kind === 'block' ? 'block' : ''}`}>
            {node.text}
          </code>
        );
      case 'quote':
        return (
          <blockquote key={index} className="my-0.5 border-accent-text border-s-3 ps-2 text-muted">
            {node.children.map(toElement)}
          </blockquote>
        );
      case 'list': {
        const List = node.isOrdered ? 'ol' : 'ul';
        return (
          <List key={index} className={`ps-6 ${node.isOrdered ? 'list-decimal' : 'list-disc'}`}>
            {node.items.map((item, at) => toItem(item, node.isOrdered, at))}
          </List>
        );
      }
      case 'link':
        return (
          <a
            key={index}
            href={node.href}
            target="_blank"
            rel="noopener noreferrer"
            tabIndex={isInList ? -1 : undefined}
            className="text-link underline decoration-1 underline-offset-2"
          >
            {node.text}
          </a>
        );
    }
  }
}
