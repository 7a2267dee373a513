import { startBaseline, startStore } from './bare.ts';
import type { Servers } from './deliveryLanes.ts';
import { startProduct } from './product.ts';
import { startRedis } from './redis.ts';

/** What is measured and what it is compared with, in the same shape: one server each, or two that share a store and Redis. */
export type Topology = { name: string; product: Servers; bare: Servers; end: () => Promise<void> };

export async function startAlone(webSocketUrl: string): Promise<Topology> {
  const product = await startProduct({ settings: { WHATSAPP_NETWORK: 'simulator', WHATSAPP_WS_URL: webSocketUrl } });
  const relay = await startBaseline('deliver');
  return {
    name: 'one process',
    product: { urls: [product.url] },
    bare: { urls: [relay.address] },
    async end() {
      await product.end();
      await relay.end();
    },
  };
}

/** @returns `null` where there is no Redis */
export async function startPair(webSocketUrl: string): Promise<Topology | null> {
  const redis = await startRedis();
  if (!redis) return null;
  const [store, bareStore] = [await startStore(), await startStore()];
  const settings = {
    WHATSAPP_NETWORK: 'simulator',
    WHATSAPP_WS_URL: webSocketUrl,
    MONGO_URI: store.address,
    REDIS_URL: redis.url,
    JWT_SECRET: 'a secret of both processes, 32 characters or more',
    ENCRYPTION_KEY: '5e'.repeat(32),
  };
  // One after the other: the first makes the workspace, and owns the number.
  const first = await startProduct({ settings });
  const second = await startProduct({ settings });
  const bareSettings = { MONGO_URI: bareStore.address, REDIS_URL: redis.url };
  const relays = [await startBaseline('deliver', bareSettings), await startBaseline('deliver', bareSettings)] as const;
  return {
    name: 'two processes',
    product: { urls: [first.url, second.url] },
    bare: { urls: [relays[0].address, relays[1].address] },
    async end() {
      for (const part of [second, first, ...relays, store, bareStore, redis]) await part.end();
    },
  };
}
