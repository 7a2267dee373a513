import { describe, expect, it } from 'vitest';
import { countLoneEmoji, parseText, type TextNode } from './parse.ts';

describe('parseText', () => {
  it.each([
    ['plain', 'plain'],
    ['*bold* and _it_ and ~no~', '<b>bold</b> and <i>it</i> and <s>no</s>'],
    ['*_both_*', '<b><i>both</i></b>'],
    ['2 * 3 * 4', '2 * 3 * 4'],
    ['snake_case_name', 'snake_case_name'],
    ['*open', '*open'],
    ['*over\nlines*', '*over\nlines*'],
    ['**', '**'],
    ['(*in brackets*)', '(<b>in brackets</b>)'],
    ['```a *b* <i>```', '<pre>a *b* <i></pre>'],
    ['`x_y_z`', '<code>x_y_z</code>'],
    ['*see https://a.example/x_y_z now*', '<b>see [https://a.example/x_y_z] now</b>'],
    ['*https://a.example*', '<b>[https://a.example/]</b>'],
    ['go to https://a.example/b(c).', 'go to [https://a.example/b(c)].'],
    ['(www.a.example)', '([https://www.a.example/])'],
    ['mail a.b@c.example!', 'mail [mailto:a.b@c.example]!'],
    ['tel:+4915112345678', '[tel:+4915112345678]'],
    ['> asked\nanswered', '<q>asked</q>answered'],
    ['before\n> *one*\n> two\n\nafter', 'before<q><b>one</b>\ntwo</q>\nafter'],
    ['>no space\n> ', '>no space\n> '],
    ['a > b', 'a > b'],
    ['- one\n- _two_', '<ul>-one-<i>two</i></ul>'],
    ['* one\n* two*', '<ul>-one-two*</ul>'],
    ['1. one\n3. three\nend', '<ol>1one3three</ol>end'],
    ['- a\n1. b', '<ul>-a</ul><ol>1b</ol>'],
    ['1.5 kg', '1.5 kg'],
    ['```\n> no quote\n- no list\n```', '<pre>\n> no quote\n- no list\n</pre>'],
    ['> ```a\nb``` c\nd', '<q><pre>a\nb</pre> c</q>d'],
    ['- https://a.example/x', '<ul>-[https://a.example/x]</ul>'],
  ])('%j', (text, expected) => {
    expect(parseText(text).map(show).join('')).toBe(expected);
  });

  it.each([
    'javascript:alert(1)',
    'data:text/html,<script>',
    'vbscript:x',
    'file:///etc/passwd',
    'https://',
    '<img src=x onerror=alert(1)>',
  ])('leaves %j as text', (text) => {
    expect(parseText(text).every((node) => node.kind === 'text')).toBe(true);
  });

  it('stays fast on a text made to be slow', () => {
    const started = performance.now();
    parseText('*a _b ~c '.repeat(20_000));
    parseText('`'.repeat(100_000));
    parseText('*'.repeat(100_000));
    parseText('> '.repeat(50_000));
    parseText('> a\n'.repeat(20_000));
    parseText('1. *a\n- _b\n'.repeat(10_000));
    parseText(`> \`\`\`${'> *a\n'.repeat(20_000)}`);
    expect(performance.now() - started).toBeLessThan(1_500);
  });
});

describe('countLoneEmoji', () => {
  it.each([
    ['👍', 1],
    [' 👩‍👩‍👧🇩🇪 ', 2],
    ['😀😀😀', 3],
    ['😀😀😀😀', 0],
    ['ok 👍', 0],
    ['1', 0],
    ['©', 0],
    ['❤️1️⃣', 2],
    ['', 0],
  ])('%j has %i', (text, count) => {
    expect(countLoneEmoji(text)).toBe(count);
  });
});

function show(node: TextNode): string {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'code':
      return `<code>${node.text}</code>`;
    case 'block':
      return `<pre>${node.text}</pre>`;
    case 'link':
      return `[${node.href}]`;
    case 'bold':
      return `<b>${node.children.map(show).join('')}</b>`;
    case 'italic':
      return `<i>${node.children.map(show).join('')}</i>`;
    case 'strike':
      return `<s>${node.children.map(show).join('')}</s>`;
    case 'quote':
      return `<q>${node.children.map(show).join('')}</q>`;
    case 'list': {
      const items = node.items.map(({ number, children }) => `${number || '-'}${children.map(show).join('')}`);
      return node.isOrdered ? `<ol>${items.join('')}</ol>` : `<ul>${items.join('')}</ul>`;
    }
  }
}
