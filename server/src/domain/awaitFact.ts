import type { Fact } from '@erp-whatsapp/shared/facts';
import type { DomainParts, WaitingParts } from './parts.ts';

/**
 * Waits for the first fact that fits, of this process or another one.
 * @param parts.fits what it resolves to; `null` for what does not fit
 * @param parts.limit in milliseconds; then it resolves to `null`, and so it does when the server ends
 * @returns `stop`, to be called when nobody waits any more
 */
export function awaitFact<T>(
  parts: WaitingParts & {
    facts: DomainParts['facts'];
    workspaceId: string;
    fits: (fact: Fact) => T | null;
    limit: number;
  },
): { promise: Promise<T | null>; stop: () => void } {
  const { ending } = parts;
  const { promise, resolve } = Promise.withResolvers<T | null>();
  const giveUp = () => resolve(null);
  const timer = setTimeout(giveUp, parts.limit);
  ending.addEventListener('abort', giveUp, { once: true });
  if (ending.aborted) giveUp();
  const hear = (fact: Fact) => {
    const fitting = fact.workspaceId === parts.workspaceId ? parts.fits(fact) : null;
    if (fitting !== null) resolve(fitting);
  };
  const unsubscribers = [parts.facts.subscribe(hear), parts.facts.subscribeElsewhere(hear)];
  return {
    promise,
    stop() {
      clearTimeout(timer);
      ending.removeEventListener('abort', giveUp);
      for (const unsubscribe of unsubscribers) unsubscribe();
    },
  };
}
