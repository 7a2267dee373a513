/** The message in which something happened. */
export function findRow(target: EventTarget | null): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('li[data-key]') : null;
}

/** The part of a message's row that is seen: its bubble. */
export function findBubble(row: HTMLElement): HTMLElement {
  return row.querySelector<HTMLElement>('[data-beside] > div') ?? row;
}

/** A message's row, where it is in view. */
export function findRowOf(area: HTMLElement | null, key: string): HTMLElement | null {
  return area?.querySelector<HTMLElement>(`li[data-key="${CSS.escape(key)}"]`) ?? null;
}

/** Where one writes. */
export function findField(area: HTMLElement | null): HTMLElement | null {
  return area?.closest('main')?.querySelector('footer textarea') ?? null;
}
