import { isApple } from '#lib/shortcuts.ts';

const appleSigns: Record<string, string> = { mod: '⌘', Alt: '⌥', Shift: '⇧' };
const otherSigns: Record<string, string> = { mod: 'Ctrl' };
const everywhere: Record<string, string> = { ArrowUp: '↑', ArrowDown: '↓', Escape: 'Esc' };

/** The keys as they are written on the keyboard: `mod+Shift+F` is ⌘ ⇧ F, or Ctrl Shift F. */
export function toSigns(keys: string, hasAppleKeys = isApple): string[] {
  const signs = hasAppleKeys ? appleSigns : otherSigns;
  return keys.split('+').map((key) => signs[key] ?? everywhere[key] ?? key);
}
