import type { Fact } from '@erp-whatsapp/shared/facts';
import type { DomainParts } from './parts.ts';

/**
 * Waits for the first fact that fits, of this process or another one.
 * @param parts.fits what it resolves to; `null` for what does not fit
 * @param parts.limit in milliseconds; then it resolves to `null`
 * @returns `stop`, to be called when nobody waits any more
 */
export function awaitFact<T>(parts: {
  facts: DomainParts['facts'];
  workspaceId: string;
  fits: (fact: Fact) => T | null;
  limit: number;
}): { promise: Promise<T | null>; stop: () => void } {
  const { promise, resolve } = Promise.withResolvers<T | null>();
  const timer = setTimeout(() => resolve(null), parts.limit);
  const hear = (fact: Fact) => {
    const fitting = fact.workspaceId === parts.workspaceId ? parts.fits(fact) : null;
    if (fitting !== null) resolve(fitting);
  };
  const unsubscribers = [parts.facts.subscribe(hear), parts.facts.subscribeElsewhere(hear)];
  return {
    promise,
    stop() {
      clearTimeout(timer);
      for (const unsubscribe of unsubscribers) unsubscribe();
    },
  };
}
