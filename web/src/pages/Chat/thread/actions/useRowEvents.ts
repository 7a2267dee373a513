import { type RefObject, useEffect, useEffectEvent } from 'react';
import { type Act, toAct } from './acts.ts';
import { findBubble, findRow } from './findRow.ts';

/** Where a menu opens: at a message's bubble, or at a point in the window. */
export type MenuPlace = { row: HTMLElement; at: { x: number; y: number } | null; isByKey: boolean };

type RowEvents = {
  onHover: (row: HTMLElement | null) => void;
  onMenu: (place: MenuPlace) => void;
  onAct: (row: HTMLElement, act: Act) => void;
};

/** A finger that stays this long, about where it came down, asks for the menu. */
const longPressMs = 500;
const longPressMoves = 10;

/** What a pointer, a finger and keys ask of messages; one set of listeners for all of them, so that rows have none. */
export function useRowEvents(area: RefObject<HTMLElement | null>, events: RowEvents): void {
  const onHover = useEffectEvent(events.onHover);
  const onMenu = useEffectEvent(events.onMenu);
  const onAct = useEffectEvent(events.onAct);

  useEffect(() => {
    const element = area.current;
    if (element === null) return;
    const stop = new AbortController();
    const { signal } = stop;
    let press: { timer: ReturnType<typeof setTimeout>; x: number; y: number } | null = null;
    let isMenuOfPress = false;
    const endPress = () => {
      clearTimeout(press?.timer);
      press = null;
    };

    element.addEventListener(
      'pointerover',
      ({ pointerType, target }) => {
        if (pointerType !== 'touch') onHover(findRow(target));
      },
      { signal },
    );
    element.addEventListener('pointerleave', () => onHover(null), { signal });

    element.addEventListener(
      'pointerdown',
      ({ pointerType, target, clientX: x, clientY: y }) => {
        endPress();
        isMenuOfPress = false;
        const row = findRow(target);
        if (pointerType !== 'touch' || row === null) return;
        const timer = setTimeout(() => {
          isMenuOfPress = true;
          onMenu({ row, at: null, isByKey: false });
        }, longPressMs);
        press = { timer, x, y };
      },
      { signal },
    );
    element.addEventListener(
      'pointermove',
      ({ clientX, clientY }) => {
        if (press !== null && Math.hypot(clientX - press.x, clientY - press.y) > longPressMoves) endPress();
      },
      { signal },
    );
    for (const end of ['pointerup', 'pointercancel'] as const) element.addEventListener(end, endPress, { signal });
    // The finger that goes up after a long press clicks nothing.
    element.addEventListener(
      'click',
      (event) => {
        if (!isMenuOfPress) return;
        isMenuOfPress = false;
        event.preventDefault();
        event.stopPropagation();
      },
      { signal, capture: true },
    );

    element.addEventListener(
      'contextmenu',
      (event) => {
        const row = findRow(event.target);
        if (row === null) return;
        if (press !== null || isMenuOfPress) {
          event.preventDefault();
          return;
        }
        // The browser's own menu is the better one for a link or for what is marked.
        const isLink = event.target instanceof Element && event.target.closest('a') !== null;
        if (isLink || window.getSelection()?.isCollapsed === false) return;
        event.preventDefault();
        const isByKey = event.target === row;
        onMenu({ row, at: isByKey ? null : { x: event.clientX, y: event.clientY }, isByKey });
      },
      { signal },
    );

    element.addEventListener(
      'keydown',
      (event) => {
        const row = findRow(event.target);
        if (row === null || event.target !== row || event.defaultPrevented) return;
        const isMenuKey = event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey);
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (isMenuKey || event.key === 'Enter' || event.key === ' ') {
          event.preventDefault();
          onMenu({ row, at: null, isByKey: true });
          return;
        }
        const act = event.shiftKey ? null : toAct(event);
        if (act === null) return;
        event.preventDefault();
        onAct(row, act);
      },
      { signal },
    );

    return () => {
      endPress();
      stop.abort();
    };
  }, [area]);
}

/** What a menu stands at. */
export function toAnchor({ row, at }: MenuPlace) {
  if (at === null) return findBubble(row);
  return { getBoundingClientRect: () => DOMRect.fromRect({ ...at, width: 0, height: 0 }) };
}
