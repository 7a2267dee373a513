import { useCallback, useEffect, useRef, useState } from 'react';

export type Polled<T> = {
  /** `null` until the first answer. */
  value: T | null;
  hasFailed: boolean;
  /** Asks now, after something was done. */
  refresh: () => void;
};

/** Asks again and again while the page is visible, one question at a time. `ask` must be stable. */
export function usePoll<T>(ask: () => Promise<T>, everyMs: number): Polled<T> {
  const [state, setState] = useState<{ value: T | null; hasFailed: boolean }>({ value: null, hasFailed: false });
  const wake = useRef<() => void>(() => undefined);

  useEffect(() => {
    let isOver = false;
    let isAsking = false;
    let timer: ReturnType<typeof setTimeout>;
    const next = async () => {
      clearTimeout(timer);
      if (isAsking || isOver) return;
      isAsking = true;
      const asked = await answer(ask, () => isOver || document.visibilityState === 'hidden');
      isAsking = false;
      if (isOver) return;
      if (asked !== null) setState((known) => ({ value: asked.value ?? known.value, hasFailed: asked.value === null }));
      timer = setTimeout(() => void next(), everyMs);
    };
    wake.current = () => void next();
    setState({ value: null, hasFailed: false });
    void next();
    document.addEventListener('visibilitychange', wake.current);
    return () => {
      isOver = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', wake.current);
    };
  }, [ask, everyMs]);

  return { ...state, refresh: useCallback(() => wake.current(), []) };
}

/** `null` when not asked; `value` is `null` when there was no answer. */
async function answer<T>(ask: () => Promise<T>, isIdle: () => boolean): Promise<{ value: T | null } | null> {
  if (isIdle()) return null;
  try {
    return { value: await ask() };
  } catch {
    return { value: null };
  }
}
