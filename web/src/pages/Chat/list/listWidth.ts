/** In px. */
export const listWidths = { least: 280, usual: 360, most: 480 } as const;

const storageKey = 'listWidth';

export function recallWidth(): number {
  try {
    const kept = Number(localStorage.getItem(storageKey));
    return kept === 0 ? listWidths.usual : boundWidth(kept);
  } catch {
    return listWidths.usual;
  }
}

export function rememberWidth(width: number): void {
  try {
    localStorage.setItem(storageKey, String(width));
  } catch {
    // It holds until the page is left.
  }
}

export function boundWidth(width: number): number {
  return Number.isFinite(width)
    ? Math.round(Math.min(Math.max(width, listWidths.least), listWidths.most))
    : listWidths.usual;
}
