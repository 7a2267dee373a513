import type { ReactVirtualizer } from '@tanstack/react-virtual';
import type { ThreadItem } from './layout.ts';

export type ThreadVirtualizer = ReactVirtualizer<HTMLDivElement, HTMLLIElement>;

/** Where a view is to be: a row's upper edge so many pixels below its own, or the row in its middle. */
export type Target = { kind: 'end' } | { kind: 'top'; key: string; top: number } | { kind: 'middle'; key: string };

/** A message in view, with how far its edges stand below that of the view. */
export type Seen = { item: ThreadItem; top: number; bottom: number };

/** The messages that are in view: those that are so wholly, from the top, and then what is left. */
export function findAnchors(
  virtualizer: ThreadVirtualizer,
  { items, element }: { items: readonly ThreadItem[]; element: HTMLElement },
): Seen[] {
  const { scrollTop, clientHeight } = element;
  const seen = virtualizer.getVirtualItems().flatMap(({ index, start, end }): Seen[] => {
    const item = items[index];
    const isSeen = end > scrollTop && start < scrollTop + clientHeight;
    return item?.kind === 'message' && isSeen ? [{ item, top: start - scrollTop, bottom: end - scrollTop }] : [];
  });
  const isWhole = ({ top }: Seen) => top >= -1;
  return [...seen.filter(isWhole), ...seen.filter((one) => !isWhole(one))];
}

/** The position that a view has at a target, as far as the heights are known. `null`: what it names is not in the list. */
export function toOffset(
  target: Target,
  parts: { virtualizer: ThreadVirtualizer; indexOf: ReadonlyMap<string, number>; element: HTMLElement | null },
): number | null {
  const { virtualizer, indexOf, element } = parts;
  if (target.kind === 'end') return virtualizer.getTotalSize();
  // Brings the measurements up to date.
  virtualizer.getTotalSize();
  const row = virtualizer.measurementsCache[indexOf.get(target.key) ?? -1];
  if (row === undefined) return null;
  if (target.kind === 'top') return row.start - target.top;
  return row.start + (row.size - (element?.clientHeight ?? 0)) / 2;
}
