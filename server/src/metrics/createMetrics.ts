import type { MetricsParts } from './parts.ts';
import { createTally } from './tally.ts';

/** Numbers about this process, in the form that Prometheus reads. */
export type Metrics = {
  /** Never tells whose they are: no number, no name, no id. */
  read: () => Promise<{ contentType: string; text: string }>;
};

/**
 * Counts from now on. The library that shows the numbers takes 25 ms to load, so it is loaded when the first one asks: a
 * server that nobody watches starts, and works, without it.
 */
export function createMetrics(parts: MetricsParts): Metrics {
  let showing: Promise<Showing> | null = null;
  const tally = createTally(() => {
    show()
      .then(({ takeWaits }) => takeWaits())
      .catch((error: unknown) => parts.log.warn({ err: error }, 'numbers about sending were not kept'));
  });
  parts.facts.subscribe(tally.listen);
  const show = () => {
    showing ??= import('./showing.ts').then(({ createShowing }) => createShowing(parts, tally));
    return showing;
  };
  return { read: async () => (await show()).read() };
}

type Showing = Pick<Metrics, 'read'> & { takeWaits: () => void };
