import { files, version } from './build.ts';

const prefix = 'console-';
/** This version's and, for pages that are open since, those before it. */
const keptVersions = 3;
/** A network that is there and gives nothing: what is kept is better than to wait longer. In milliseconds. */
const patience = 4_000;

/** Fetches what this version is made of; what an earlier one had too is not fetched again. All of it, or it is no version. */
export async function storeConsole(): Promise<void> {
  const cache = await caches.open(prefix + version);
  await Promise.all(
    files.map(async (path) => {
      const known = path.startsWith('/assets/') ? await caches.match(path) : undefined;
      const response = known ?? (await fetch(path, { cache: 'no-cache' }));
      if (!response.ok) throw new Error(`${path} could not be fetched.`);
      await cache.put(path, response);
    }),
  );
}

/** Forgets versions that no page can be open of any more, or hardly. */
export async function sweep(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(prefix));
  await Promise.all(names.slice(0, -keptVersions).map((name) => caches.delete(name)));
}

/** For files whose name says what is in them. */
export async function preferCache(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

/** What the server has now; without a network, or a server that works, what was kept as `path`. */
export async function preferNetwork(request: Request, path: string): Promise<Response> {
  const kept = async () => (await caches.open(prefix + version)).match(path);
  const fetched = fetch(request);
  try {
    const response = await Promise.race([fetched, giveUp()]);
    if (response !== null && response.status < 500) return response;
    return (await kept()) ?? (await fetched);
  } catch (error) {
    const response = await kept();
    if (response === undefined) throw error;
    return response;
  }
}

async function giveUp(): Promise<null> {
  await new Promise((resolve) => setTimeout(resolve, patience));
  return null;
}
