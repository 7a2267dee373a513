import { readSettings } from './settings.ts';

/**
 * Every action that has a key or stands in the palette, and its keys: `mod` is ⌘ on Apple's devices, else Ctrl; `null`
 * has none. What each is called stands in the texts under `actions`. A key without a modifier works only outside of
 * fields, and can be switched off: people who speak to their computer would set it off by talking.
 */
export const shortcuts = {
  palette: 'mod+K',
  searchThread: 'mod+F',
  searchAll: 'mod+Shift+F',
  previousConversation: 'Alt+ArrowUp',
  nextConversation: 'Alt+ArrowDown',
  nextUnread: 'Alt+Shift+ArrowDown',
  newChat: 'Alt+N',
  contact: 'Alt+I',
  archive: 'Alt+E',
  back: 'Escape',
  settings: 'mod+,',
  nextRow: 'J',
  previousRow: 'K',
  focusSearch: '/',
  help: '?',
} as const satisfies Record<string, string | null>;

export type ShortcutId = keyof typeof shortcuts;

export const isApple = /Mac|iPhone|iPad/.test(navigator.platform);

type Handler = () => void;
type PressedKeys = Pick<KeyboardEvent, 'key' | 'code' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

/** In the table's order. */
export const shortcutIds = Object.keys(shortcuts).filter(isShortcutId);
/** By id; the last one answers. */
const registered = new Map<ShortcutId, readonly Handler[]>();

/** Answers an action for as long as nothing answers it that came later. @returns a function that ends it. */
export function registerShortcut(id: ShortcutId, handler: Handler): () => void {
  if (registered.size === 0) window.addEventListener('keydown', runFor);
  registered.set(id, [...(registered.get(id) ?? []), handler]);
  return () => {
    const others = (registered.get(id) ?? []).filter((other) => other !== handler);
    if (others.length > 0) registered.set(id, others);
    else registered.delete(id);
    if (registered.size === 0) window.removeEventListener('keydown', runFor);
  };
}

/** The actions that something answers just now, in the table's order. */
export function readRegistered(): ShortcutId[] {
  return shortcutIds.filter((id) => registered.has(id));
}

/** Does what the action's key does; nothing where nothing answers. */
export function runShortcut(id: ShortcutId): void {
  registered.get(id)?.at(-1)?.();
}

/** Whether what is pressed are the action's keys, wherever the focus is. */
export function isShortcut(id: ShortcutId, event: PressedKeys): boolean {
  return isPressed(shortcuts[id], event);
}

export function isSingleKey(id: ShortcutId): boolean {
  return shortcuts[id]?.length === 1;
}

function runFor(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
  const { target } = event;
  const at = target instanceof Element ? target : document.body;
  // What lies over the page has keys of its own.
  if (at.closest('[role=dialog],[role=alertdialog],[role=menu],[role=listbox]') !== null) return;
  const isInField = at.closest('input,textarea,select,[contenteditable]') !== null;
  // On Apple's keyboards Alt and a letter begin an accent: who writes wants the accent.
  if (isInField && event.key === 'Dead') return;
  const allowsSingle = !isInField && readSettings().singleKeys;
  const id = readRegistered().find((each) => (allowsSingle || !isSingleKey(each)) && isPressed(shortcuts[each], event));
  if (id === undefined) return;
  event.preventDefault();
  runShortcut(id);
}

function isPressed(keys: string | null, event: PressedKeys): boolean {
  if (keys === null) return false;
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  const wantsMod = parts.includes('mod');
  const isSign = key.length === 1 && !isLetter(key);
  return (
    isKey(key, event) &&
    event.altKey === parts.includes('Alt') &&
    // Where a sign stands on the keyboard, and so whether it takes Shift, differs from country to country.
    (isSign || event.shiftKey === parts.includes('Shift')) &&
    event.metaKey === (wantsMod && isApple) &&
    event.ctrlKey === (wantsMod && !isApple)
  );
}

/** By the letter; by its place on the keyboard where another script, or Alt, makes something else of it. */
function isKey(key: string, event: PressedKeys): boolean {
  if (event.key.toUpperCase() === key.toUpperCase()) return true;
  const isOtherLetter = event.key.length === 1 && isLetter(event.key);
  return isLetter(key) && !isOtherLetter && event.code === `Key${key}`;
}

function isLetter(key: string): boolean {
  return /^[A-Z]$/i.test(key);
}

function isShortcutId(id: string): id is ShortcutId {
  return id in shortcuts;
}
