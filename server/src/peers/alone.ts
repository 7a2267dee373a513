import type { Peers } from '../domain/ports/peers.ts';

/** For a process whose database nobody else can reach. */
export const alone: Peers = {
  tell: () => undefined,
  subscribe: () => () => undefined,
  isAlone: true,
  isReachable: () => true,
};
