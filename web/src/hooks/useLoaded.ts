import { useCallback, useEffect, useRef, useState } from 'react';
import { explain } from '#lib/api/explain.ts';
import { HttpError } from '#lib/api/http.ts';

/** `missed`: why what is shown could not be read anew the last time; `null` when it was. */
export type Loaded<T> =
  | { status: 'loading' }
  | { status: 'failed'; why: string }
  | { status: 'ready'; value: T; missed: string | null };

/** Asks once, and again when told to. `ask` must be stable. */
export function useLoaded<T>(ask: () => Promise<T>) {
  const [loaded, setLoaded] = useState<Loaded<T>>({ status: 'loading' });
  const [round, setRound] = useState(0);
  const isAsking = useRef(false);
  const isWantedAgain = useRef(false);

  useEffect(() => {
    // Each round asks anew.
    void round;
    let isOver = false;
    isAsking.current = true;
    isWantedAgain.current = false;
    const settle = (take: (before: Loaded<T>) => Loaded<T>) => {
      if (isOver) return;
      isAsking.current = false;
      setLoaded(take);
      if (isWantedAgain.current) setRound((before) => before + 1);
    };
    ask().then(
      (value) => settle(() => ({ status: 'ready', value, missed: null })),
      (error: unknown) => {
        if (!(error instanceof HttpError)) throw error;
        const why = explain(error);
        settle((before) => (before.status === 'ready' ? { ...before, missed: why } : { status: 'failed', why }));
      },
    );
    return () => {
      isOver = true;
    };
  }, [ask, round]);

  /** What is shown stays until there is something newer. While the answer is on its way, it is asked for once more after it. */
  const reload = useCallback(() => {
    if (isAsking.current) isWantedAgain.current = true;
    else setRound((before) => before + 1);
  }, []);
  const retry = useCallback(() => {
    setLoaded({ status: 'loading' });
    reload();
  }, [reload]);
  const change = useCallback(
    (next: (value: T) => T) => setLoaded((now) => (now.status === 'ready' ? { ...now, value: next(now.value) } : now)),
    [],
  );
  return { loaded, reload, retry, change };
}
