const storageKey = 'recentEmoji';
const most = 16;

/** The emoji used last, the newest first; kept in this browser. */
export function readRecent(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string').slice(0, most) : [];
  } catch {
    return [];
  }
}

export function keepRecent(emoji: string): void {
  const recent = [emoji, ...readRecent().filter((one) => one !== emoji)].slice(0, most);
  keep(storageKey, JSON.stringify(recent));
}

const tones = ['none', 'light', 'medium-light', 'medium', 'medium-dark', 'dark'] as const;
export type Tone = (typeof tones)[number];

/** The skin tone that was chosen last. */
export function readTone(): Tone {
  try {
    const stored = localStorage.getItem('skinTone');
    return tones.find((tone) => tone === stored) ?? 'none';
  } catch {
    return 'none';
  }
}

export function keepTone(tone: Tone): void {
  keep('skinTone', tone);
}

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is full or forbidden: the picker works without.
  }
}
