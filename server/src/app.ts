import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { App, Lifecycle, Ports, Surroundings } from './app/lifecycle.ts';
import type { Config } from './config.ts';
import type { Log } from './domain/ports/runtime.ts';

export type { App, Ports };

/** Puts the product together as configured. When it fails, what was started is stopped again. */
export async function createApp(config: Config, log: Log, surroundings: Surroundings): Promise<App> {
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    for (let closer = closers.pop(); closer; closer = closers.pop()) await closer();
  };
  const lifecycle: Lifecycle = { ...surroundings, onClose: (closer) => closers.push(closer), close };
  try {
    mkdirSync(config.dataFolder, { recursive: true, mode: 0o700 });
    // The embedded store opens in a thread of its own while this one reads the rest of the program, which takes longer.
    const store = await beginStore(config, lifecycle);
    const [mongoUri, { assemble }] = await Promise.all([store.uri, import('./app/assemble.ts')]);
    return await assemble({ ...config, mongoUri, isAlone: config.mongoUri === null }, log, lifecycle);
  } catch (error) {
    await close();
    throw error;
  }
}

/** Begins to open the embedded store, for where no MongoDB is configured. */
async function beginStore(
  { mongoUri, dataFolder }: Config,
  { onClose, onFailure }: Lifecycle,
): Promise<{ uri: Promise<string> | string }> {
  if (mongoUri !== null) return { uri: mongoUri };
  const { startEmbeddedMongo } = await import('./embedded/mongo/startEmbeddedMongo.ts');
  const opening = startEmbeddedMongo({ folder: join(dataFolder, 'store') });
  return {
    uri: opening.then((store) => {
      store.onFailure(onFailure);
      onClose(store.close);
      return store.uri;
    }),
  };
}
