import { useCallback, useEffect, useState } from 'react';
import { explain } from '#lib/api/explain.ts';
import { HttpError } from '#lib/api/http.ts';

export type Loaded<T> = { status: 'loading' } | { status: 'failed'; why: string } | { status: 'ready'; value: T };

/** Asks once, and again when told to. `ask` must be stable. */
export function useLoaded<T>(ask: () => Promise<T>) {
  const [loaded, setLoaded] = useState<Loaded<T>>({ status: 'loading' });
  const [round, setRound] = useState(0);

  useEffect(() => {
    // Each round asks anew.
    void round;
    let isOver = false;
    const tell = (told: Loaded<T>) => (isOver ? undefined : setLoaded(told));
    ask().then(
      (value) => tell({ status: 'ready', value }),
      (error: unknown) => {
        if (!(error instanceof HttpError)) throw error;
        tell({ status: 'failed', why: explain(error) });
      },
    );
    return () => {
      isOver = true;
    };
  }, [ask, round]);

  /** What is shown stays until the answer is there. */
  const reload = useCallback(() => setRound((before) => before + 1), []);
  const retry = useCallback(() => {
    setLoaded({ status: 'loading' });
    reload();
  }, [reload]);
  const change = useCallback(
    (next: (value: T) => T) =>
      setLoaded((now) => (now.status === 'ready' ? { status: 'ready', value: next(now.value) } : now)),
    [],
  );
  return { loaded, reload, retry, change };
}
