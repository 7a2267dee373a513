import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible';
import { limitTime } from './timeLimit.ts';

/** Where several processes count together. */
export type CountStore = {
  /** As rate-limiter-flexible wants it. */
  client: object;
  prefix: string;
  isThere: () => boolean;
};

/** How long the store may take, in milliseconds. */
const answerLimit = 1_000;

export type Counts = Pick<RateLimiterAbstract, 'penalty' | 'reward' | 'delete'>;

/**
 * Counts by key what happens within `duration` seconds: together with the other processes, and while the store is away each
 * for itself.
 */
export function createCounts(
  limit: { name: string; points: number; duration: number },
  store: CountStore | null,
): Counts {
  const own = new RateLimiterMemory(limit);
  if (store === null) return own;
  const shared = new RateLimiterRedis({
    ...limit,
    storeClient: store.client,
    keyPrefix: `${store.prefix}:${limit.name}`,
  });
  const either = async <T>(act: (counts: Counts) => Promise<T>): Promise<T> => {
    if (!store.isThere()) return act(own);
    try {
      return await limitTime(act(shared), answerLimit, () => new Error('it did not answer in time'));
    } catch {
      return act(own);
    }
  };
  return {
    penalty: (key) => either((counts) => counts.penalty(key)),
    reward: (key) => either((counts) => counts.reward(key)),
    delete: (key) => either((counts) => counts.delete(key)),
  };
}
