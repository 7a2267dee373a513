import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Peers } from './domain/ports/peers.ts';
import type { Facts, Log } from './domain/ports/runtime.ts';

/**
 * Facts within this process, and those of other processes that call for something here. Listeners hear them in the order of
 * publishing, after the publisher has gone on.
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
        tellAll(listeners, fact);
        // Clients are told first: they wait, and who works elsewhere reads it anyhow.
        if (!peers.isAlone && concernsOthers(fact)) setImmediate(() => peers.tell({ name: 'fact', fact }));
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

/** Whether another process may have to act: to send, to tell a receipt, to hang up. Clients are told another way. */
function concernsOthers(fact: Fact): boolean {
  switch (fact.name) {
    case 'message:created':
      return fact.payload.message.isOutgoing && fact.payload.message.status === 'pending';
    case 'message:updated': {
      const { isOutgoing, status } = fact.payload.message;
      return isOutgoing ? status === 'pending' : status === 'read';
    }
    case 'message:replaced':
    case 'message:mediaSettled':
      return !fact.payload.message.isOutgoing;
    case 'contact:updated':
    case 'channel:updated':
    case 'channel:qr':
    case 'channel:pairingCode':
    case 'access:ended':
      return true;
    case 'conversation:updated':
      return fact.payload.conversation.mergedInto !== undefined;
    case 'preferences:updated':
    case 'customer:typing':
    case 'agent:typing':
      return false;
  }
}
