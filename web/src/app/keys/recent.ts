const storageKey = 'recentlyUsed';
const most = 6;

/** What was last chosen in the palette, the latest first. */
export function readRecent(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '[]');
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}

export function keepRecent(id: string): void {
  try {
    localStorage.setItem(
      storageKey,
      JSON.stringify([id, ...readRecent().filter((other) => other !== id)].slice(0, most)),
    );
  } catch {
    // Storage is full or forbidden: the palette works without.
  }
}
