import { followSettings, readSettings } from './settings.ts';

const systemIsDark = '(prefers-color-scheme: dark)';

/** Follows the device while that is the choice, and what is chosen here or in another tab. @returns a function that ends it. */
export function followTheme(): () => void {
  const media = window.matchMedia(systemIsDark);
  const unfollow = followSettings(applyTheme);
  media.addEventListener('change', applyTheme);
  return () => {
    media.removeEventListener('change', applyTheme);
    unfollow();
  };
}

/** The same rule stands in public/theme.js, which runs before the first paint. */
function applyTheme(): void {
  const { theme, textSize } = readSettings();
  const isDark = theme === 'dark' || (theme === 'system' && window.matchMedia(systemIsDark).matches);
  document.documentElement.dataset['theme'] = isDark ? 'dark' : 'light';
  document.documentElement.dataset['textSize'] = String(textSize);
}
