/** What can be chosen, the default first. */
const choices = {
  theme: ['system', 'light', 'dark'],
  density: ['comfortable', 'compact'],
  /** Of a message, in px. */
  textSize: [15, 13, 17],
  sendWith: ['enter', 'modEnter'],
  sounds: [true, false],
  /** Whether notifications are wanted; the browser may still not allow them, or have to be asked. */
  notifications: [true, false],
  /** Whether they show what was written. */
  notificationPreview: [true, false],
  singleKeys: [true, false],
  language: ['system', 'en', 'es'],
} as const;

/** How the console looks and behaves for whoever uses this browser. */
export type Settings = { readonly [Name in keyof typeof choices]: (typeof choices)[Name][number] };

/** Read in public/theme.js too, before the first paint. */
const storageKey = 'settings';
/** Under which the theme alone was kept before. */
const formerThemeKey = 'theme';

const listeners = new Set<() => void>();
let last = { stored: '', settings: parse('') };
/** What holds until the page is closed, where storage is forbidden. */
let unstored: string | null = null;

/** The same object until something changes. */
export function readSettings(): Settings {
  const stored = readStored();
  if (stored !== last.stored) last = { stored, settings: parse(stored) };
  return last.settings;
}

/** Holds at once, here and in this browser's other tabs. */
export function changeSettings(change: Partial<Settings>): void {
  const stored = JSON.stringify({ ...readSettings(), ...change });
  try {
    localStorage.setItem(storageKey, stored);
    localStorage.removeItem(formerThemeKey);
  } catch {
    unstored = stored;
  }
  for (const listener of listeners) listener();
}

/** Calls when something was changed, here or in another tab. @returns a function that ends it. */
export function followSettings(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

function readStored(): string {
  try {
    const stored = unstored ?? localStorage.getItem(storageKey);
    return stored ?? JSON.stringify({ theme: localStorage.getItem(formerThemeKey) });
  } catch {
    return '';
  }
}

function parse(stored: string): Settings {
  const from = new Map(Object.entries(parseObject(stored)));
  return {
    theme: choose(choices.theme, from.get('theme')),
    density: choose(choices.density, from.get('density')),
    textSize: choose(choices.textSize, from.get('textSize')),
    sendWith: choose(choices.sendWith, from.get('sendWith')),
    sounds: choose(choices.sounds, from.get('sounds')),
    notifications: choose(choices.notifications, from.get('notifications')),
    notificationPreview: choose(choices.notificationPreview, from.get('notificationPreview')),
    singleKeys: choose(choices.singleKeys, from.get('singleKeys')),
    language: choose(choices.language, from.get('language')),
  };
}

function parseObject(stored: string): object {
  try {
    const parsed: unknown = JSON.parse(stored);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    return {};
  }
}

function choose<Value>(allowed: readonly [Value, ...Value[]], stored: unknown): Value {
  return allowed.find((value) => value === stored) ?? allowed[0];
}
