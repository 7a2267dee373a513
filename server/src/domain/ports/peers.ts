import type { Fact } from '@erp-whatsapp/shared/facts';
import type { ChannelRef, CustomerIdentity, SessionTarget } from './whatsapp.ts';

/** What one server process tells the others that work on the same database. */
export type Signal =
  /** Something happened there: who works here may have to act, and clients that are here want to know. */
  | { name: 'fact'; fact: Fact }
  /** Asked of whoever holds the channel's lease. */
  | { name: 'session:start' | 'session:startOver'; target: SessionTarget }
  | { name: 'session:pairingCode'; target: SessionTarget; phoneNumber: string }
  | { name: 'session:typing'; channel: ChannelRef; typing: { customer: CustomerIdentity; isTyping: boolean } }
  /** The lease is free: whoever likes may take it. */
  | { name: 'lease:released'; channel: ChannelRef }
  /** The lease was taken from whoever had it. */
  | { name: 'lease:seized'; channel: ChannelRef };

/**
 * The other server processes. Signals only hasten: one that is lost, or told while the way to the others is broken, comes never,
 * and whatever must not be missed is read from storage too.
 */
export type Peers = {
  /** Never throws and never waits. */
  tell: (signal: Signal) => void;
  /** Hears what others tell, never what is told here. @returns a function that ends the subscription. */
  subscribe: (listener: (signal: Signal) => void) => () => void;
  /** Whether there may be others at all. */
  isAlone: boolean;
  /** Whether signals get through just now; where there are no others, they need not. */
  isReachable: () => boolean;
};
