/** `system` follows the device. The same rule stands in public/theme.js, which runs before the first paint. */
export type ThemeChoice = 'system' | 'light' | 'dark';

const storageKey = 'theme';
const systemIsDark = '(prefers-color-scheme: dark)';

export function readThemeChoice(): ThemeChoice {
  const stored = readStored();
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function chooseTheme(choice: ThemeChoice): void {
  try {
    if (choice === 'system') localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, choice);
  } catch {
    // Where storage is forbidden the choice holds until the page is closed.
  }
  applyTheme(choice);
}

/** Follows the device while that is the choice, and what another tab chooses. @returns a function that ends it. */
export function followTheme(): () => void {
  const media = window.matchMedia(systemIsDark);
  const follow = () => applyTheme(readThemeChoice());
  media.addEventListener('change', follow);
  window.addEventListener('storage', follow);
  return () => {
    media.removeEventListener('change', follow);
    window.removeEventListener('storage', follow);
  };
}

function applyTheme(choice: ThemeChoice): void {
  const isDark = choice === 'dark' || (choice === 'system' && window.matchMedia(systemIsDark).matches);
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
}

function readStored(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
