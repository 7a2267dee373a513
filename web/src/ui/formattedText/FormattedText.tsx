import { memo, type ReactNode } from 'react';
import { parseText, type TextNode } from './parse.ts';

/** A message's text as WhatsApp shows it. Nothing in it is ever taken as markup. */
export const FormattedText = memo(function FormattedText({ text }: { text: string }) {
  return <>{parseText(text).map(toElement)}</>;
});

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
    case 'link':
      return (
        <a
          key={index}
          href={node.href}
          target="_blank"
          rel="noopener noreferrer"
          className="text-link underline decoration-1 underline-offset-2"
        >
          {node.text}
        </a>
      );
  }
}
