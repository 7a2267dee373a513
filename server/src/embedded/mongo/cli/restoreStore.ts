import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describeContent } from '../check/report.ts';
import { openDatabase, StoreInUse, storeFile } from '../engine/openDatabase.ts';
import type { CliContext } from './cliContext.ts';
import { sealBackup } from './sealBackup.ts';

/** Puts a backup in the store's place while the server is stopped. What was there is kept beside it. */
export function restoreStore({ folder, print }: CliContext, file: string, { isForced }: { isForced: boolean }): void {
  const source = resolve(file);
  if (!existsSync(source)) throw new Error(`There is no file ${source}.`);
  const target = storeFile(folder);
  const hasFormer = existsSync(target);
  if (hasFormer && !isForced) {
    throw new Error(
      `There is a store in ${folder} already. With --force it is put aside, and the backup takes its place.`,
    );
  }
  if (hasFormer) refuseInUse(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const partial = `${target}.partial`;
  try {
    copyFileSync(source, partial);
    chmodSync(partial, 0o600);
    const content = sealBackup(partial);
    if (hasFormer) print(`The former store is kept in ${putAside(folder)}.`);
    renameSync(partial, target);
    print(`The store in ${folder} holds ${describeContent(content)} now.`);
  } finally {
    rmSync(partial, { force: true });
  }
}

/** A damaged store may be put aside, one that is being written to may not. */
function refuseInUse(folder: string): void {
  try {
    openDatabase(folder, { toleratesDamage: true }).close();
  } catch (error) {
    if (error instanceof StoreInUse) throw error;
  }
}

/** Its log too, which may hold what the file does not. */
function putAside(folder: string): string {
  const place = join(folder, `former-${new Date().toISOString().replaceAll(':', '-')}`);
  mkdirSync(place, { mode: 0o700 });
  for (const name of readdirSync(folder)) {
    if (/^store\.sqlite(?:-wal|-shm|-journal)?$/.test(name)) renameSync(join(folder, name), join(place, name));
  }
  return place;
}
