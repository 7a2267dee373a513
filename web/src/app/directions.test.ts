import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { childrenOf, lineOf, quasisOf, readSources, type Source, textOf, walk } from '#testing/sources/readSources.ts';

/** Classes that name a side of the window, where one exists that names the reader's: `start` and `end`. */
const sided =
  /(?<![\w-])(?:[\w-]+:)*-?(?:(?:scroll-)?[pm][lr]-|(?:left|right)-|text-(?:left|right)\b|border-[lr]\b|rounded-(?:[lr]|[tb][lr])\b|(?:float|clear)-(?:left|right)\b|space-x-)/;
/** Icons that point to a side. */
const pointing =
  /Left|Right|^(?:LogOut|LogIn|Reply|Forward|Redo|Undo|Send|SendHorizontal|List|ListOrdered|TextQuote)\d?$/;
/** They name a side or point to none, or to the same one everywhere. */
const sameEverywhere = new Set(['PanelLeft', 'PanelRight', 'Send']);

const sources = readSources();
const css = readFileSync(join(import.meta.dirname, 'theme.css'), 'utf8');

describe('reading from right to left', () => {
  it('no class names a side of the window', () => {
    expect(sources.flatMap(findSided)).toEqual([]);
  });

  it.each(['pl-2', 'wide:mr-auto', '-left-2', 'flex text-right', 'border-l', 'rounded-tl-lg', 'hover:border-r-2'])(
    'a class that does is found: %s',
    (classes) => expect(classes).toMatch(sided),
  );

  it.each(['ps-2', 'me-auto', 'start-0', 'text-start', 'border-s', 'rounded-ss-lg', 'place-left', 'pointer', 'px-2'])(
    'others are not: %s',
    (classes) => expect(classes).not.toMatch(sided),
  );

  it('icons that point are mirrored', () => {
    const icons = new Set(
      sources.flatMap(findIcons).filter((name) => pointing.test(name) && !sameEverywhere.has(name)),
    );
    expect(icons.size).toBeGreaterThan(1);
    expect([...icons].filter((name) => !css.includes(`.lucide-${toKebab(name)}`))).toEqual([]);
  });
});

function findSided(source: Source): string[] {
  return Array.from(walk(source.tree)).flatMap((node) => {
    const texts = node.type === 'TemplateLiteral' ? quasisOf(node) : [textOf(node, 'value') ?? ''];
    const isClasses = node.type === 'TemplateLiteral' || node.type === 'Literal';
    return isClasses && texts.some((text) => sided.test(text)) ? [`${lineOf(source, node)}: ${texts.join('…')}`] : [];
  });
}

/** What is imported from the icons' library. */
function findIcons({ tree }: Source): string[] {
  return childrenOf(tree, 'body')
    .filter((node) => node.type === 'ImportDeclaration')
    .filter((node) => Array.from(walk(node)).some((part) => textOf(part, 'value') === 'lucide-react'))
    .flatMap((node) => childrenOf(node, 'specifiers'))
    .flatMap((specifier) => Array.from(walk(specifier)).map((part) => textOf(part, 'name') ?? ''));
}

function toKebab(name: string): string {
  return name.replace(/(?<=[a-z])(?=[A-Z0-9])/g, '-').toLowerCase();
}
