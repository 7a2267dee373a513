import { describe, expect, it } from 'vitest';
import { findBareTexts } from '#testing/sources/findBareTexts.ts';
import { flatten, withoutPluralForm } from '#testing/sources/flatten.ts';
import { childOf, childrenOf, parseSource, quasisOf, readSources, textOf, walk } from '#testing/sources/readSources.ts';
import { first } from './en/first.ts';
import { later } from './en/later.ts';

const sources = readSources().filter(({ path }) => !path.startsWith('lib/texts/'));

describe('texts outside of the catalogue', () => {
  it('are nowhere in the console', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(sources.flatMap(findBareTexts)).toEqual([]);
  });

  it.each([
    ['text between tags', '<p>Hello</p>'],
    ['text beside an expression', '<p>{name} left</p>'],
    ['a literal between tags', '<p>{isIn ? "In" : t("a.b")}</p>'],
    ['a spoken attribute', '<button aria-label="Close" />'],
    ['a spoken attribute by choice', '<img alt={name ?? "Photo"} />'],
    ['a pattern', `<input placeholder={\`Search \${place}\`} />`],
    ['a toast', 'toast("Saved")'],
    ['a failed toast', `toast.error(isOld ? \`Failed: \${why}\` : why)`],
    ['the title', 'document.title = "Inbox"'],
  ])('are found: %s', (_name, code) => {
    expect(findBareTexts(parseSource('case.tsx', code))).toHaveLength(1);
  });

  it.each([
    ['a text of the catalogue', '<p title={t("a.b")}>{t("a.c", { name: "x" })}</p>'],
    ['signs', '<p>· {count} × 3</p>'],
    ['other attributes', '<p className="flex" role="alert" dir="auto" data-name="Ana" />'],
    ['the content of a pattern', `<p title={\`\${t("a.b")}: \${name}\`} />`],
    ['other calls', 'track("opened")'],
  ])('are not taken for such: %s', (_name, code) => {
    expect(findBareTexts(parseSource('case.tsx', code))).toEqual([]);
  });
});

describe('the catalogue', () => {
  // That a used key exists, the compiler checks: `t` takes no others.
  it('has no text that nothing shows', () => {
    const { names, patterns } = readUsedKeys();
    const unused = Object.keys({ ...flatten(first), ...flatten(later) })
      .map(withoutPluralForm)
      .filter((key) => !names.has(key) && !patterns.some((pattern) => pattern.test(key)));
    expect(new Set(unused)).toEqual(new Set());
  });
});

/** Every literal of the source counts: keys are also handed on before they are looked up. */
function readUsedKeys(): { names: Set<string>; patterns: RegExp[] } {
  const names = new Set<string>();
  const patterns: RegExp[] = [];
  for (const { tree } of sources) {
    for (const node of walk(tree)) {
      const text = node.type === 'Literal' ? textOf(node, 'value') : null;
      if (text !== null) names.add(text);
      if (node.type === 'CallExpression' && isLookUp(childOf(node, 'callee'))) {
        for (const argument of childrenOf(node, 'arguments')) {
          for (const part of walk(argument))
            if (part.type === 'TemplateLiteral') patterns.push(toPattern(quasisOf(part)));
        }
      }
    }
  }
  return { names, patterns };
}

function isLookUp(callee: { type: string; start: number } | null): boolean {
  if (callee === null) return false;
  return textOf(callee, 'name') === 't' || textOf(childOf(callee, 'property'), 'name') === 't';
}

function toPattern(quasis: readonly string[]): RegExp {
  return new RegExp(`^${quasis.map((part) => part.replaceAll('.', '\\.')).join('[^.]+')}$`);
}
