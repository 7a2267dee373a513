import { cleanup, render } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { changeSettings } from '#lib/settings.ts';
import { isApple, readRegistered, type ShortcutId } from '#lib/shortcuts.ts';
import { useShortcut } from './useShortcut.ts';

const mod = isApple ? { metaKey: true } : { ctrlKey: true };
const otherMod = isApple ? { ctrlKey: true } : { metaKey: true };

function Answering({ id, isOff = false, onRun }: { id: ShortcutId; isOff?: boolean; onRun: () => void }) {
  useShortcut(id, isOff ? null : onRun);
  return null;
}

describe('keys', () => {
  it.each<[string, ShortcutId, KeyboardEventInit]>([
    ['⌘ or Ctrl and a letter', 'palette', { key: 'k', code: 'KeyK', ...mod }],
    ['with Shift', 'searchAll', { key: 'F', code: 'KeyF', shiftKey: true, ...mod }],
    ['Alt and an arrow', 'nextConversation', { key: 'ArrowDown', code: 'ArrowDown', altKey: true }],
    ['Alt, Shift and an arrow', 'nextUnread', { key: 'ArrowDown', altKey: true, shiftKey: true }],
    ['Alt and a letter, of which Apple makes a sign', 'archive', { key: '´', code: 'KeyE', altKey: true }],
    ['a letter in another script', 'palette', { key: 'л', code: 'KeyK', ...mod }],
    ['a letter alone', 'nextRow', { key: 'j', code: 'KeyJ' }],
    ['a sign, whatever makes it', 'help', { key: '?', code: 'Slash', shiftKey: true }],
    ['a sign on another keyboard', 'focusSearch', { key: '/', code: 'Digit7', shiftKey: true }],
  ])('run what is registered: %s', (_name, id, press) => {
    expect(countRuns(id, press)).toBe(1);
  });

  it.each<[string, ShortcutId, KeyboardEventInit]>([
    ['another modifier', 'palette', { key: 'k', code: 'KeyK', ...otherMod }],
    ['one modifier more', 'palette', { key: 'k', code: 'KeyK', altKey: true, ...mod }],
    ['Shift', 'nextConversation', { key: 'ArrowDown', altKey: true, shiftKey: true }],
    ['another letter on that key', 'palette', { key: 't', code: 'KeyK', ...mod }],
    ['AltGr, which is Ctrl and Alt', 'archive', { key: '€', code: 'KeyE', altKey: true, ctrlKey: true }],
    ['an input method at work', 'nextRow', { key: 'j', code: 'KeyJ', isComposing: true }],
  ])('do not with %s', (_name, id, press) => {
    expect(countRuns(id, press)).toBe(0);
  });

  it('that are one letter work outside of fields only', () => {
    const inField = { key: 'j', code: 'KeyJ' };
    expect(countRuns('nextRow', inField, 'textarea')).toBe(0);
    expect(countRuns('nextRow', inField, 'button')).toBe(1);
    expect(countRuns('nextConversation', { key: 'ArrowDown', altKey: true }, 'textarea')).toBe(1);
  });

  it('that are one letter can be switched off', () => {
    changeSettings({ singleKeys: false });
    expect(countRuns('nextRow', { key: 'j', code: 'KeyJ' })).toBe(0);
    expect(countRuns('palette', { key: 'k', code: 'KeyK', ...mod })).toBe(1);
  });

  it('that begin an accent are left to whoever writes', () => {
    const accent = { key: 'Dead', code: 'KeyE', altKey: true };
    expect(countRuns('archive', accent, 'textarea')).toBe(0);
    expect(countRuns('archive', accent)).toBe(1);
  });

  it('are left to what lies over the page', () => {
    expect(countRuns('palette', { key: 'k', ...mod }, 'dialog')).toBe(0);
  });

  it('are answered by what came last, and again by the other when that is gone', () => {
    const runs: string[] = [];
    const tree = (showsLater: boolean, isOff = false) => (
      <>
        <Answering id="palette" onRun={() => runs.push('first')} />
        {showsLater ? <Answering id="palette" isOff={isOff} onRun={() => runs.push('later')} /> : null}
      </>
    );
    const { rerender, unmount } = render(tree(true));
    press(document.body, { key: 'k', ...mod });
    rerender(tree(true, true));
    press(document.body, { key: 'k', ...mod });
    rerender(tree(false));
    press(document.body, { key: 'k', ...mod });
    expect(runs).toEqual(['later', 'first', 'first']);
    expect(readRegistered()).toEqual(['palette']);
    unmount();
    expect(press(document.body, { key: 'k', ...mod })).toBe(true);
    expect(readRegistered()).toEqual([]);
  });

  it('do what the last drawing says, not the first', () => {
    const runs: number[] = [];
    const { rerender } = render(<Answering id="palette" onRun={() => runs.push(1)} />);
    rerender(<Answering id="palette" onRun={() => runs.push(2)} />);
    press(document.body, { key: 'k', ...mod });
    expect(runs).toEqual([2]);
  });
});

function countRuns(id: ShortcutId, init: KeyboardEventInit, where: 'body' | 'textarea' | 'button' | 'dialog' = 'body') {
  let runs = 0;
  const { container } = render(
    <>
      <Answering id={id} onRun={() => (runs += 1)} />
      <textarea />
      <div role="dialog">
        <i />
      </div>
      <button type="button" />
    </>,
  );
  const target = where === 'body' ? document.body : container.querySelector(where === 'dialog' ? 'i' : where);
  const isLeftAlone = press(target ?? document.body, init);
  expect(isLeftAlone).toBe(runs === 0);
  cleanup();
  return runs;
}

/** @returns whether the browser would still do its own. */
function press(target: Element, init: KeyboardEventInit): boolean {
  return target.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true }));
}
