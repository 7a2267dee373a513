import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Facts, Log } from './domain/ports/runtime.ts';

/** Facts within this process. Listeners hear them in the order of publishing, after the publisher has gone on. */
export function createFacts(log: Log): Facts {
  const listeners = new Set<(fact: Fact) => void>();
  return {
    publish(fact) {
      queueMicrotask(() => {
        for (const listener of listeners) {
          try {
            listener(fact);
          } catch (error) {
            log.error({ fact: fact.name, err: error }, 'a listener failed');
          }
        }
      });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
