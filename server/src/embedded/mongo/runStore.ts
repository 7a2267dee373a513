import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { removeUnclaimedBackups } from './commands/backup.ts';
import { createCursors } from './commands/cursors.ts';
import { errorReply, runCommand } from './commands/runCommand.ts';
import type { DatabaseOptions } from './engine/openDatabase.ts';
import { openStore, type Store, toCommandError } from './engine/openStore.ts';
import { sweepExpired } from './engine/sweepExpired.ts';
import { errorCodes } from './errors.ts';
import { leaveAddress, uriOf } from './wire/address.ts';
import type { Answer } from './wire/connection.ts';
import { type Address, type Listener, listen } from './wire/listen.ts';

export type RunningStore = {
  port: number | undefined;
  close: () => Promise<void>;
};

export type RunOptions = DatabaseOptions & {
  folder: string;
  address: Address;
  /** How often expired documents and forgotten cursors are removed. In milliseconds; MongoDB's TTL monitor runs each minute. */
  sweepInterval?: number;
};

/** Opens the store and serves it. @throws Error with a sentence for the operator when it cannot be opened. */
export async function runStore({
  folder,
  address,
  sweepInterval = 60_000,
  ...options
}: RunOptions): Promise<RunningStore> {
  const store = openStore(folder, options);
  try {
    return await serve(store, address, sweepInterval);
  } catch (error) {
    store.close();
    throw error;
  }
}

async function serve(store: Store, address: Address, sweepInterval: number): Promise<RunningStore> {
  const cursors = createCursors();
  removeUnclaimedBackups(store.folder);
  // We hold the lock on the folder, so a socket that is still there belongs to a process that has died.
  if ('path' in address) {
    mkdirSync(dirname(address.path), { recursive: true, mode: 0o700 });
    rmSync(address.path, { force: true });
  }
  const listener = await tryListen(address, (request, connectionId, reply) => {
    const answer = runCommand({ store, cursors, request, connectionId });
    if (answer instanceof Promise) void answer.then(reply);
    else store.commits.afterCommit((failure) => reply(failure === undefined ? answer : errorReply(failure)));
  });
  const sweep = repeat(sweepInterval, () => {
    cursors.sweep(performance.now());
    return trySweep(store);
  });
  const removeAddress = leaveAddress(store.folder, uriOf(address, listener.port));
  return {
    port: listener.port,
    async close() {
      sweep.stop();
      removeAddress();
      await listener.close();
      store.close();
    },
  };
}

/** On a full disk nothing can be removed either; that ends when there is room again, and then the next sweep goes on. */
function trySweep(store: Store): boolean {
  try {
    return sweepExpired(store, Date.now());
  } catch (error) {
    if (toCommandError(error).code === errorCodes.OutOfDiskSpace) return false;
    throw error;
  }
}

/** Does the work again and again: at once while there is more of it, letting others in between, else after a pause. */
function repeat(pauseMs: number, work: () => boolean): { stop: () => void } {
  let timer = setTimeout(turn, pauseMs);
  function turn(): void {
    timer = setTimeout(turn, work() ? 0 : pauseMs);
  }
  return { stop: () => clearTimeout(timer) };
}

async function tryListen(address: Address, answer: Answer): Promise<Listener> {
  try {
    return await listen(address, answer);
  } catch (error) {
    const place = 'path' in address ? address.path : `${address.host}:${address.port}`;
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The store cannot listen on ${place} (${reason}). Choose an address that is free.`);
  }
}
