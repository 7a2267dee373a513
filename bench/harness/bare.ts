import { makeFolder } from './folder.ts';
import { type Part, startPart } from './parts.ts';

/** The embedded store alone, as a process of its own. Its address is for any MongoDB driver. */
export function startStore(folder = makeFolder()): Promise<Part> {
  return startPart({
    file: 'server/src/embedded/mongo/main.ts',
    settings: { DATA_DIR: folder, STORE_PORT: 'socket' },
    ready: /MONGO_URI=(\S+)/,
  });
}

/** A benchmark's baseline, on a store of its own. */
export async function startBaseline(name: string, settings: Record<string, string> = {}): Promise<Part> {
  const store = settings['MONGO_URI'] === undefined ? await startStore() : null;
  const baseline = await startPart({
    file: `bench/${name}.baseline.ts`,
    settings: { ...(store ? { MONGO_URI: store.address } : {}), ...settings },
    ready: /ready: (\S+)/,
  });
  return {
    ...baseline,
    async end() {
      await baseline.end();
      await store?.end();
    },
  };
}
