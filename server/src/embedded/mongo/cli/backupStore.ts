import { copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { describeContent } from '../check/report.ts';
import { makeBackup } from '../commands/backup.ts';
import { StoreInUse } from '../engine/openDatabase.ts';
import { askRunningStore } from './askRunningStore.ts';
import type { CliContext } from './cliContext.ts';
import { openExisting } from './openExisting.ts';
import { sealBackup } from './sealBackup.ts';

/** Copies the store into a file that must not be there yet, whether a server has it open or not. */
export async function backupStore({ folder, print }: CliContext, file: string): Promise<void> {
  const target = resolve(file);
  if (existsSync(target)) throw new Error(`The file ${target} is there already. Choose another name.`);
  const copy = await obtainCopy(folder);
  const partial = `${target}.partial`;
  try {
    move(copy, partial);
    const content = sealBackup(partial);
    renameSync(partial, target);
    print(`${target} holds ${describeContent(content)}.`);
  } finally {
    rmSync(copy, { force: true });
    rmSync(partial, { force: true });
  }
}

async function obtainCopy(folder: string): Promise<string> {
  try {
    const store = openExisting(folder);
    try {
      return await makeBackup(store);
    } finally {
      store.close();
    }
  } catch (error) {
    if (error instanceof StoreInUse) return askRunningStore(folder);
    throw error;
  }
}

/** The backup may be wanted on another disk. */
function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'EXDEV') throw error;
    copyFileSync(from, to);
    rmSync(from);
  }
}
