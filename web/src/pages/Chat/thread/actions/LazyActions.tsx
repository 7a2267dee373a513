import { lazy, Suspense, useEffect, useState } from 'react';
import { usePaneState } from '../pane.ts';
import type { ActionParts } from './actionParts.ts';

const MessageActions = lazy(async () => ({ default: (await import('./MessageActions.tsx')).MessageActions }));

/** What can be done with messages. It comes when somebody first points at one, or asks for it. */
export function LazyActions(parts: ActionParts) {
  const { area } = parts;
  /** By what it was that somebody came near first. */
  const [first, setFirst] = useState<Event | null>(null);
  const isAsked = usePaneState(({ detailsOf, isSelecting }) => detailsOf !== null || isSelecting);
  useEffect(() => {
    const element = area.current;
    for (const sign of signs) element?.addEventListener(sign, setFirst, { once: true, passive: true });
    return () => {
      for (const sign of signs) element?.removeEventListener(sign, setFirst);
    };
  }, [area]);
  return first !== null || isAsked ? (
    <Suspense fallback={null}>
      <MessageActions {...parts} first={first} />
    </Suspense>
  ) : null;
}

const signs = ['pointerover', 'pointerdown', 'focusin'] as const;
