import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { backup } from 'node:sqlite';
import type { Store } from '../engine/openStore.ts';
import type { Command } from './command.ts';

/** Pages copied in one go, while everybody else waits: about 4 ms. */
const pagesAtOnce = 256;
/** How long the store stands still, so that a copy can begin. In milliseconds. */
const startTime = 2;
/** How often a copy that did not come to its first page is begun anew. */
const maxStarts = 100;
const backupName = /^backup-[\da-f]+\.sqlite(?:-journal)?$/;

/**
 * Not MongoDB's: our own tool asks a running store for a copy of itself, because no other process can open its file. It
 * chooses the place itself, in its own folder, from where the tool takes the copy away.
 */
export const backupCommand: Command = {
  options: [],
  isWrite: false,
  async run({ store }) {
    return { file: await makeBackup(store) };
  },
};

/** Copies the store as it is at one moment, while writes go on. @returns the copy's path */
export async function makeBackup(store: Store): Promise<string> {
  const file = join(store.folder, `backup-${randomBytes(8).toString('hex')}.sqlite`);
  // Made beforehand, so that nobody else may read it.
  closeSync(openSync(file, 'wx', 0o600));
  try {
    await copyPages(store, file);
    return file;
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  }
}

/**
 * SQLite copies in another thread, and only while no write is open. Node tries again when it meets one, except at the
 * first page, where it gives up with the words "not an error": so no write is open when it begins.
 */
async function copyPages({ database, commits }: Store, file: string): Promise<void> {
  for (let starts = 1; ; starts += 1) {
    let hasBegun = false;
    commits.commit();
    const copied = backup(database, file, {
      rate: pagesAtOnce,
      progress: () => {
        hasBegun = true;
      },
    });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, startTime);
    try {
      await copied;
      return;
    } catch (error) {
      if (hasBegun || starts === maxStarts) throw error;
    }
  }
}

/** Whoever asked for them has died. */
export function removeUnclaimedBackups(folder: string): void {
  for (const name of readdirSync(folder)) if (backupName.test(name)) rmSync(join(folder, name));
}
