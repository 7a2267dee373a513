import { setTimeout as sleep } from 'node:timers/promises';
import type { WhatsAppAuthStorage } from '../../domain/ports/whatsappAuth.ts';

/** What a store does to the next commits. */
export type CommitFate =
  | 'written'
  /** The store is away: nothing is written, and the commit fails. */
  | 'refused'
  /** It is written, but the answer is lost. */
  | 'answer lost'
  /** It is written, and then the process is dead: nothing ever comes of it. */
  | 'dead after'
  /** The process is dead before it is written. */
  | 'dead before';

/** The real store, slower and less reliable. */
export function createUnsteadyAuth(auth: WhatsAppAuthStorage, latency = 0) {
  let fate: CommitFate = 'written';
  const reached = new Set<CommitFate>();
  const never = new Promise<never>(() => undefined);

  async function commitUnit(...[channel, unit]: Parameters<WhatsAppAuthStorage['commitUnit']>): Promise<void> {
    const now = fate;
    if (now === 'refused' || now === 'dead before') reached.add(now);
    if (now === 'refused') throw new Error('The store is away.');
    if (now === 'dead before') return never;
    await auth.commitUnit(channel, unit);
    reached.add(now);
    if (now === 'answer lost') throw new Error('The answer was lost.');
    if (now === 'dead after') return never;
  }

  const unsteady = new Proxy(auth, {
    get(target, name) {
      const method = name === 'commitUnit' ? commitUnit : Reflect.get(target, name);
      return async (...args: unknown[]) => {
        if (latency > 0) await sleep(latency);
        return Reflect.apply(method, target, args);
      };
    },
  });
  return {
    auth: unsteady,
    setFate(next: CommitFate): void {
      fate = next;
    },
    /** Whether a commit has met this fate. */
    reached: (met: CommitFate): boolean => reached.has(met),
  };
}
