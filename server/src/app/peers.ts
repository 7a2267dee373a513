import type { Config } from '../config.ts';
import type { Peers } from '../domain/ports/peers.ts';
import type { Clock, Log } from '../domain/ports/runtime.ts';
import { alone } from '../peers/alone.ts';
import type { RedisPeers } from '../peers/redis.ts';
import { unconnected } from '../peers/unconnected.ts';
import { hashToken } from '../security/hashToken.ts';

/** The other server processes there may be: none where the store is embedded, since nobody else reaches it. */
export async function openPeers(
  { isAlone, redisUrl, jwtSecret }: Pick<Config, 'redisUrl' | 'jwtSecret'> & { isAlone: boolean },
  parts: { clock: Clock; log: Log },
): Promise<{ peers: Peers; redis: RedisPeers | null }> {
  if (isAlone) return { peers: alone, redis: null };
  if (redisUrl === null) return { peers: unconnected, redis: null };
  const { connectRedis } = await import('../peers/redis.ts');
  // Those who share the secret work together; others on the same Redis keep apart.
  const namespace = `erp-whatsapp:${hashToken(`peers ${jwtSecret}`).slice(0, 12)}`;
  const redis = connectRedis(redisUrl, { namespace, ...parts });
  return { peers: redis.peers, redis };
}
