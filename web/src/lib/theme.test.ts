import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { followTheme } from './theme.ts';

const beforeFirstPaint = readFileSync(join(import.meta.dirname, '../../public/theme.js'), 'utf8');
const root = document.documentElement;

const cases = [
  ['nothing', {}],
  ['a theme', { settings: '{"theme":"dark"}' }],
  ['the other theme', { settings: '{"theme":"light","textSize":17}' }],
  ['a text size', { settings: '{"theme":"system","textSize":13}' }],
  ['the theme of before', { theme: 'dark' }],
  ['nonsense', { settings: '{"theme":' }],
  ['null', { settings: 'null', theme: 'dark' }],
] as const;

describe.each([true, false])('where the device is dark: %s', (isDark) => {
  it.each(cases)('the page looks the same before its first paint and after: %s', (_name, stored) => {
    vi.stubGlobal('matchMedia', () => Object.assign(new EventTarget(), { matches: isDark }));
    onTestFinished(() => {
      vi.unstubAllGlobals();
    });
    for (const [key, value] of Object.entries(stored)) localStorage.setItem(key, value);
    const unfollow = followTheme();
    onTestFinished(unfollow);
    window.dispatchEvent(new StorageEvent('storage'));
    const after = { ...root.dataset };
    delete root.dataset['theme'];
    delete root.dataset['textSize'];
    runInThisContext(beforeFirstPaint);
    expect({ ...root.dataset }).toEqual(after);
    expect(after['theme']).toMatch(/^(?:light|dark)$/);
  });
});
