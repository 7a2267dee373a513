import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Row } from '#store/slices/row.ts';

/** What is done with an open conversation beside writing, as long as it is open. */
export type PaneState = {
  isSelecting: boolean;
  /** Those chosen to be copied, by key; what they were then, since the thread forgets what is far away. */
  selected: ReadonlyMap<string, Row>;
  /** Long messages that are shown whole, by key. */
  expanded: ReadonlySet<string>;
  /** The lines above an answer that say what it answers, each after `> `; '' without. */
  quote: string;
  /** The message whose details are shown, by its key. */
  detailsOf: string | null;
  /** The message that the keys are for, by its key: the one that Tab leads to. */
  active: string | null;
  /** The id of a message that somebody wants to see, until the list shows it. */
  wanted: string | null;
  /** The one that was just gone to, by its key. */
  marked: string | null;
};

export type Pane = {
  read: () => PaneState;
  change: (change: Partial<PaneState>) => void;
  /** @returns a function that ends it */
  follow: (listener: () => void) => () => void;
};

/** Kept out of the store: each row reads what concerns it alone, and nothing outlives the open conversation. */
export function createPane(): Pane {
  let state: PaneState = {
    isSelecting: false,
    selected: new Map(),
    expanded: new Set(),
    quote: '',
    detailsOf: null,
    active: null,
    wanted: null,
    marked: null,
  };
  const listeners = new Set<() => void>();
  return {
    read: () => state,
    change: (change) => {
      state = { ...state, ...change };
      for (const listener of listeners) listener();
    },
    follow: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** Shows a long message whole. */
export function expand(pane: Pane, key: string): void {
  pane.change({ expanded: new Set(pane.read().expanded).add(key) });
}

export const PaneContext = createContext(createPane());

export function usePane(): Pane {
  return useContext(PaneContext);
}

/** @param select of the state what is shown: the component is drawn again when that is another. */
export function usePaneState<Part>(select: (state: PaneState) => Part): Part {
  const { follow, read } = usePane();
  return useSyncExternalStore(follow, () => select(read()));
}

type RowState = { isSelecting: boolean; isSelected: boolean; isActive: boolean; isMarked: boolean };

/** What concerns one row, by its key: one subscription instead of four, since rows come and go with each frame. */
export function useRowState(key: string): RowState {
  const bits = usePaneState(({ isSelecting, selected, active, marked }) => {
    return (isSelecting ? 1 : 0) | (selected.has(key) ? 2 : 0) | (active === key ? 4 : 0) | (marked === key ? 8 : 0);
  });
  return {
    isSelecting: (bits & 1) !== 0,
    isSelected: (bits & 2) !== 0,
    isActive: (bits & 4) !== 0,
    isMarked: (bits & 8) !== 0,
  };
}
