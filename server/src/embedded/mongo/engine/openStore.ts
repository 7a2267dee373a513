import type { DatabaseSync } from 'node:sqlite';
import { CommandError } from '../errors.ts';
import { type Catalog, openCatalog } from './catalog.ts';
import { openDatabase } from './openDatabase.ts';
import { type SharedCommit, shareCommits } from './sharedCommit.ts';

export type Store = {
  catalog: Catalog;
  commits: SharedCommit;
  /** Commits what is open, folds the log into the file and gives the file free. */
  close: () => void;
};

/** @throws Error with a sentence for the operator, see openDatabase. */
export function openStore(folder: string): Store {
  const database = openDatabase(folder);
  try {
    const catalog = openCatalog(database);
    const commits = shareCommits(database, () => catalog.reload());
    return { catalog, commits, close: () => closeStore(database, commits) };
  } catch (error) {
    database.close();
    throw error;
  }
}

function closeStore(database: DatabaseSync, commits: SharedCommit): void {
  commits.commit();
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  database.close();
}

/** Turns SQLite's failures into MongoDB's; everything else passes. */
export function toCommandError(error: unknown): CommandError {
  if (error instanceof CommandError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const isFull = error instanceof Error && 'errcode' in error && error.errcode === 13;
  return new CommandError(isFull ? 'OutOfDiskSpace' : 'InternalError', message);
}
