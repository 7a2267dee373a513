import { join } from 'node:path';
import { startEmbeddedMongo } from './startEmbeddedMongo.ts';

const folder = join(process.env['DATA_DIR'] ?? '.data', 'store');
const port = process.env['STORE_PORT'];

try {
  await serve();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

/** Without a port it listens where only this machine's processes reach it: on a socket in its folder. */
async function serve(): Promise<void> {
  const store = await startEmbeddedMongo({
    folder,
    ...(port ? { listen: { host: '127.0.0.1', port: Number(port) } } : {}),
  });
  store.onFailure((error) => {
    process.stderr.write(`The store has ended: ${error.message}\n`);
    process.exit(1);
  });
  process.stdout.write(`The store keeps its files in ${folder}.\n`);
  process.stdout.write(`MONGO_URI=${store.uri}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void store.close());
}
