import type { Peers } from '../domain/ports/peers.ts';

/** For processes that share a database and nothing else: each reads there what the others did. */
export const unconnected: Peers = {
  tell: () => undefined,
  subscribe: () => () => undefined,
  isAlone: false,
  isReachable: () => false,
};
