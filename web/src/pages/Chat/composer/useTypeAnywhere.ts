import { type RefObject, useEffect } from 'react';
import { readSettings } from '#lib/settings.ts';
import { isSingleKey, readRegistered, shortcuts } from '#lib/shortcuts.ts';

/** What takes keys itself, wherever it stands. */
const takesKeys =
  'input,textarea,select,[contenteditable],[role=dialog],[role=alertdialog],[role=menu],[role=listbox],[role=grid]';

/**
 * Whatever is typed on the page lands in the field: it gets the focus before the key is written. In a list, single keys that
 * do something come first; anywhere else one means to write.
 */
export function useTypeAnywhere(field: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const focus = () => field.current?.focus();
    const outOfLists = (event: KeyboardEvent) => {
      if (!isMeant(event) || isInList(event.target)) return;
      focus();
      if (isTaken(event.key)) event.stopImmediatePropagation();
    };
    const inLists = (event: KeyboardEvent) => {
      if (isMeant(event) && isInList(event.target) && !isTaken(event.key)) focus();
    };
    window.addEventListener('keydown', outOfLists, true);
    window.addEventListener('keydown', inLists);
    return () => {
      window.removeEventListener('keydown', outOfLists, true);
      window.removeEventListener('keydown', inLists);
    };
  }, [field]);
}

/** Whether a key writes something, and nothing on the page waits for it. */
function isMeant(event: KeyboardEvent): boolean {
  const { key, target } = event;
  const isWriting = Array.from(key).length === 1 || key === 'Dead';
  const isCommand = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState('AltGraph');
  if (event.defaultPrevented || !isWriting || isCommand) return false;
  if (target instanceof Element) {
    const isPress = key === ' ' && target.closest('a,button,li,summary,[role=button]') !== null;
    if (isPress || target.closest(takesKeys) !== null) return false;
  }
  return document.querySelector('[aria-modal=true]') === null;
}

function isInList(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('li,[role=list],[role=listitem]') !== null;
}

/** Whether a single key does something just now. */
function isTaken(key: string): boolean {
  if (!readSettings().singleKeys) return false;
  return readRegistered().some((id) => isSingleKey(id) && shortcuts[id] === key.toUpperCase());
}
