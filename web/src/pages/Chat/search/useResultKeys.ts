import { type FocusEvent, type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from 'react';

/** Marks what arrow keys go through. */
const resultSelector = 'a';

/**
 * All results are one tab stop, and arrow keys go through them. Up from the first, and Esc, lead back to where one types.
 * @param toField gives the focus back
 */
export function useResultKeys(list: RefObject<HTMLElement | null>, toField: () => void) {
  const current = useRef<Element | null>(null);

  const listResults = () => [...(list.current?.querySelectorAll<HTMLElement>(resultSelector) ?? [])];

  // After each change of the results: the rows know nothing of it.
  useLayoutEffect(() => {
    const results = listResults();
    const stop = results.find((result) => result === current.current) ?? results[0];
    for (const result of results) result.tabIndex = result === stop ? 0 : -1;
  });

  return {
    onFocus({ target }: FocusEvent<HTMLElement>): void {
      current.current = target;
      for (const result of listResults()) result.tabIndex = result === target ? 0 : -1;
    },
    onKeyDown(event: KeyboardEvent<HTMLElement>): void {
      const results = listResults();
      const at = event.target instanceof HTMLElement ? results.indexOf(event.target) : -1;
      if (at === -1 || event.altKey || event.ctrlKey || event.metaKey) return;
      const isBack = event.key === 'Escape' || (event.key === 'ArrowUp' && at === 0);
      const next = isBack ? undefined : results[findNext(event.key, at, results.length)];
      if (!isBack && next === undefined) return;
      event.preventDefault();
      if (next === undefined) toField();
      else next.focus();
    },
  };
}

function findNext(key: string, at: number, count: number): number {
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, count - 1);
    case 'ArrowUp':
      return at - 1;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return -1;
  }
}
