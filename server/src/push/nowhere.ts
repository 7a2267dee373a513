import type { PushService } from '../domain/ports/push.ts';

/** For where nothing is pushed: no address is of a known service. */
export const nowhere: PushService = {
  publicKey: async () => {
    throw new Error('Nothing is pushed here.');
  },
  serviceOf: () => null,
  send: async () => 'refused',
};
