import { startEmbeddedMongo } from '../startEmbeddedMongo.ts';
import type { CliContext } from './cliContext.ts';

const defaultPort = 27_027;

/** Serves the store until a signal ends it. */
export async function serve({ folder, port, print }: CliContext): Promise<void> {
  const { promise: end, resolve: finish, reject: fail } = Promise.withResolvers<void>();
  const store = await startEmbeddedMongo({ folder, ...readListen(port) });
  store.onFailure((error) => fail(new Error(`The store has ended: ${error.message}`)));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => finish());
  print(`The store keeps its files in ${folder}.`);
  print(`MONGO_URI=${store.uri}`);
  await end;
  await store.close();
}

/** `socket` is for programs on this machine that find their way through the address: nobody else's can collide with it. */
function readListen(port: string | undefined): { listen?: { host: string; port: number } } {
  if (port === 'socket') return {};
  const number = port === undefined || port === '' ? defaultPort : Number(port);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) {
    throw new Error('The setting STORE_PORT must be a port number from 0 to 65535, or the word socket.');
  }
  return { listen: { host: '127.0.0.1', port: number } };
}
