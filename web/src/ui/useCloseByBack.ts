import { useEffect, useEffectEvent } from 'react';

/**
 * On a phone the system's back closes what lies on top before it leaves what is below. Elsewhere there are keys for that, and
 * back means the page before.
 */
export function useCloseByBack(isOpen: boolean, onClose: () => void): void {
  const close = useEffectEvent(onClose);
  useEffect(() => {
    if (!isOpen || !window.matchMedia('(pointer: coarse)').matches) return;
    const layer = crypto.randomUUID();
    // Not before the next turn: what is taken away again at once was never there.
    const timer = setTimeout(() => window.history.pushState({ layer }, ''));
    const hear = () => {
      if (!isOn(layer)) close();
    };
    window.addEventListener('popstate', hear);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('popstate', hear);
      if (isOn(layer)) window.history.back();
    };
  }, [isOpen]);
}

function isOn(layer: string): boolean {
  const state: unknown = window.history.state;
  return typeof state === 'object' && state !== null && 'layer' in state && state.layer === layer;
}
