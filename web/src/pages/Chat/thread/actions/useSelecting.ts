import { useEffect, useEffectEvent, useRef } from 'react';
import { useAppStore } from '#store/hooks.ts';
import { selectThread } from '#store/messages.ts';
import { usePane, usePaneState } from '../pane.ts';
import type { ActionParts } from './actionParts.ts';
import { findRow, findRowOf } from './findRow.ts';
import { addRange, toggle } from './selecting.ts';

type Selecting = {
  isSelecting: boolean;
  /** Begins with a message, adds it or takes it out. */
  toggle: (key: string) => void;
  stop: () => void;
};

/** Choosing messages: a click or Space for one, Shift for all between, Escape to stop. */
export function useSelecting({ area, threadKey }: ActionParts): Selecting {
  const pane = usePane();
  const store = useAppStore();
  const isSelecting = usePaneState((state) => state.isSelecting);
  /** From where a range goes. */
  const anchor = useRef<string | null>(null);

  const toggleOne = (key: string) => {
    const row = selectThread(store.getState(), threadKey)?.entities[key];
    if (row === undefined) return;
    anchor.current = key;
    pane.change({ isSelecting: true, selected: toggle(pane.read().selected, row) });
  };
  const selectTo = (key: string) => {
    const thread = selectThread(store.getState(), threadKey);
    if (thread === undefined) return;
    const selected = addRange(pane.read().selected, thread, { from: anchor.current, to: key });
    anchor.current ??= key;
    pane.change({ isSelecting: true, selected });
  };
  const stop = () => {
    anchor.current = null;
    pane.change({ isSelecting: false, selected: new Map() });
  };

  const onClick = useEffectEvent((event: MouseEvent) => {
    const row = findRow(event.target);
    const key = row?.dataset['key'];
    if (key === undefined || !pane.read().isSelecting) return;
    // Nothing in the bubble acts meanwhile.
    event.preventDefault();
    event.stopPropagation();
    row?.focus({ preventScroll: true });
    if (event.shiftKey) selectTo(key);
    else toggleOne(key);
  });

  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const isArrow = event.key === 'ArrowUp' || event.key === 'ArrowDown';
    const row = findRow(event.target);
    const key = row?.dataset['key'];
    if (!isArrow || !event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) return;
    if (row === null || key === undefined || event.target !== row) return;
    event.preventDefault();
    const thread = selectThread(store.getState(), threadKey);
    const next = thread?.ids[thread.ids.indexOf(key) + (event.key === 'ArrowUp' ? -1 : 1)];
    anchor.current ??= key;
    selectTo(next ?? key);
    if (next !== undefined) findRowOf(area.current, next)?.focus();
  });

  const onEscape = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape' || isOverPage(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    stop();
  });

  useEffect(() => {
    const element = area.current;
    const click = (event: MouseEvent) => onClick(event);
    const keyDown = (event: KeyboardEvent) => onKeyDown(event);
    element?.addEventListener('click', click, true);
    element?.addEventListener('keydown', keyDown, true);
    return () => {
      element?.removeEventListener('click', click, true);
      element?.removeEventListener('keydown', keyDown, true);
    };
  }, [area]);

  useEffect(() => {
    if (!isSelecting) return;
    const keyDown = (event: KeyboardEvent) => onEscape(event);
    window.addEventListener('keydown', keyDown, true);
    return () => window.removeEventListener('keydown', keyDown, true);
  }, [isSelecting]);

  return { isSelecting, toggle: toggleOne, stop };
}

/** What lies over the page is closed by Escape first. */
function isOverPage(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('[role=dialog],[role=menu]') !== null;
}
