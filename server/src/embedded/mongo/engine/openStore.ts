import type { DatabaseSync } from 'node:sqlite';
import { CommandError } from '../errors.ts';
import { type Catalog, openCatalog } from './catalog.ts';
import { type DatabaseOptions, explain, openDatabase } from './openDatabase.ts';
import { type SharedCommit, shareCommits } from './sharedCommit.ts';

/** SQLite's result code for a disk, or a file, that has no room left. */
const sqliteFull = 13;

export type Store = {
  folder: string;
  /** For what concerns the file as a whole. */
  database: DatabaseSync;
  catalog: Catalog;
  commits: SharedCommit;
  /** Commits what is open, folds the log into the file and gives the file free. */
  close: () => void;
};

/** @throws Error with a sentence for the operator, see openDatabase. */
export function openStore(folder: string, options: DatabaseOptions = {}): Store {
  const database = openDatabase(folder, options);
  try {
    const catalog = openCatalog(database);
    const commits = shareCommits(database, () => catalog.reload());
    return { folder, database, catalog, commits, close: () => closeStore(database, commits) };
  } catch (error) {
    database.close();
    throw explain(error, folder);
  }
}

function closeStore(database: DatabaseSync, commits: SharedCommit): void {
  try {
    commits.commit();
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  } catch (error) {
    // On a full disk the log stays beside the file. It holds all that was acknowledged, and the next start reads it.
    if (!isDiskFull(error)) throw error;
  } finally {
    database.close();
  }
}

/** Turns SQLite's failures into MongoDB's; everything else passes. */
export function toCommandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  if (isDiskFull(error)) {
    return new CommandError(
      'OutOfDiskSpace',
      'The disk of the data folder is full, so this was not written. Make room there: the store goes on by itself, and what it had acknowledged is safe.',
    );
  }
  return new CommandError('InternalError', error instanceof Error ? error.message : String(error));
}

function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteFull;
}
