import { type RefObject, useEffect, useEffectEvent, useLayoutEffect } from 'react';

/** Escape closes the panel from within; the focus goes back to what had it before, or to what opens the panel. */
export function usePanelFocus(
  panel: RefObject<HTMLElement | null>,
  { isFresh, onClose }: { isFresh: boolean; onClose: () => void },
): void {
  const closeFor = useEffectEvent((event: KeyboardEvent) => {
    // In the line for the name it takes back what was typed.
    if (event.key !== 'Escape' || event.target instanceof HTMLInputElement) return;
    event.preventDefault();
    onClose();
  });
  const takeFocus = useEffectEvent(() => {
    if (isFresh) panel.current?.focus({ preventScroll: true });
  });

  useEffect(() => {
    const shown = panel.current;
    // Before the page's own keys, of which Escape is one too.
    const listen = (event: KeyboardEvent) => closeFor(event);
    shown?.addEventListener('keydown', listen);
    return () => shown?.removeEventListener('keydown', listen);
  }, [panel]);

  useLayoutEffect(() => {
    const shown = panel.current;
    const before = document.activeElement;
    takeFocus();
    return () => {
      if (shown?.contains(document.activeElement)) queueMicrotask(() => giveBack(before));
    };
  }, [panel]);
}

function giveBack(before: Element | null): void {
  const opener = document.querySelector<HTMLElement>('[aria-controls="contact-panel"]');
  if (before instanceof HTMLElement && before !== document.body && before.isConnected) before.focus();
  else opener?.focus();
}
