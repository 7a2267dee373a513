import { childOf, childrenOf, lineOf, type Node, quasisOf, type Source, textOf, walk } from './readSources.ts';

/** Attributes, and properties of our own components, that people read or hear. */
const spoken = new Set([
  'alt',
  'aria-description',
  'aria-label',
  'aria-placeholder',
  'aria-roledescription',
  'aria-valuetext',
  'closeLabel',
  'description',
  'hint',
  'intro',
  'label',
  'placeholder',
  'summary',
  'title',
]);
/** What shows its first argument to people. */
const telling = /^(?:toast(?:\.\w+)?|tellDone|alert|confirm|announce)$/;

/** What is shown to people and does not come from the catalogue: `path:line: text`. */
export function findBareTexts(source: Source): string[] {
  const found = Array.from(walk(source.tree)).flatMap((node) => shownBy(source, node));
  return found.map(([node, text]) => `${lineOf(source, node)}: ${text}`);
}

type Found = [Node, string];

function shownBy({ code }: Source, node: Node): Found[] {
  switch (node.type) {
    case 'JSXText':
      return keepWords([[node, textOf(node, 'value') ?? '']]);
    case 'JSXElement':
    case 'JSXFragment':
      return childrenOf(node, 'children').flatMap((child) =>
        child.type === 'JSXExpressionContainer' ? literalsOf(childOf(child, 'expression')) : [],
      );
    case 'JSXAttribute': {
      const name = textOf(childOf(node, 'name'), 'name') ?? '';
      return spoken.has(name) ? literalsOf(childOf(node, 'value')) : [];
    }
    case 'CallExpression': {
      const callee = childOf(node, 'callee');
      const name =
        callee === null ? '' : code.slice(callee.start, callee.start + code.slice(callee.start).indexOf('('));
      return telling.test(name) ? literalsOf(childrenOf(node, 'arguments')[0] ?? null) : [];
    }
    case 'AssignmentExpression': {
      const to = childOf(node, 'left');
      const isTitle = to !== null && code.startsWith('document.title', to.start);
      return isTitle ? literalsOf(childOf(node, 'right')) : [];
    }
    default:
      return [];
  }
}

/** The literals that an expression may come to. */
function literalsOf(node: Node | null): Found[] {
  if (node === null) return [];
  switch (node.type) {
    case 'Literal':
      return keepWords([[node, textOf(node, 'value') ?? '']]);
    case 'TemplateLiteral':
      return keepWords([[node, quasisOf(node).join('…')]]);
    case 'JSXExpressionContainer':
    case 'ParenthesizedExpression':
      return literalsOf(childOf(node, 'expression'));
    case 'ConditionalExpression':
      return [...literalsOf(childOf(node, 'consequent')), ...literalsOf(childOf(node, 'alternate'))];
    case 'LogicalExpression':
    case 'BinaryExpression':
      return [...literalsOf(childOf(node, 'left')), ...literalsOf(childOf(node, 'right'))];
    default:
      return [];
  }
}

function keepWords(found: Found[]): Found[] {
  return found.map(([node, text]): Found => [node, text.trim()]).filter(([, text]) => /\p{L}/u.test(text));
}
