import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Peers } from './domain/ports/peers.ts';
import type { Facts, Log } from './domain/ports/runtime.ts';

/**
 * Facts within this process, and those of other processes. Listeners hear them in the order of publishing, after the publisher has
 * gone on.
 */
export function createFacts(log: Log, peers: Peers): Facts {
  const listeners = new Set<(fact: Fact) => void>();
  const elsewhere = new Set<(fact: Fact) => void>();
  peers.subscribe((signal) => {
    if (signal.name === 'fact') tellAll(elsewhere, signal.fact);
  });

  return {
    publish(fact) {
      queueMicrotask(() => {
        // The others' clients are further away.
        peers.tell({ name: 'fact', fact });
        tellAll(listeners, fact);
      });
    },
    subscribe: (listener) => subscribe(listeners, listener),
    subscribeElsewhere: (listener) => subscribe(elsewhere, listener),
  };

  function tellAll(all: Set<(fact: Fact) => void>, fact: Fact): void {
    for (const listener of all) {
      try {
        listener(fact);
      } catch (error) {
        log.error({ fact: fact.name, err: error }, 'a listener failed');
      }
    }
  }
}

function subscribe(listeners: Set<(fact: Fact) => void>, listener: (fact: Fact) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
