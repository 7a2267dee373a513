import type { DatabaseSync } from 'node:sqlite';
import { CommandError } from '../errors.ts';

export type SharedCommit = {
  /**
   * Runs a writing command's body inside the open transaction, opening one if there is none. A refusal (CommandError)
   * keeps what the body had done before it, as MongoDB does; any other error undoes the body and is passed on.
   */
  write: <T>(body: () => T) => T;
  /** Calls back once everything written so far is on disk, at once when nothing is open; with the error if that failed. */
  afterCommit: (callback: (failure: Error | undefined) => void) => void;
  /** Commits now instead of at the end of this turn of the event loop. */
  commit: () => void;
};

/**
 * Commands that arrive together share one commit, for it is the wait for the disk that costs. Their answers wait for it.
 * @param reload called after an undo, when what is kept in memory about the tables may be wrong
 */
export function shareCommits(database: DatabaseSync, reload: () => void): SharedCommit {
  let waiting: ((failure: Error | undefined) => void)[] = [];
  let scheduled: NodeJS.Immediate | undefined;

  function begin(): void {
    if (database.isTransaction) return;
    database.exec('BEGIN IMMEDIATE');
    scheduled = setImmediate(commit);
  }

  function commit(): void {
    if (scheduled !== undefined) clearImmediate(scheduled);
    scheduled = undefined;
    const callbacks = waiting;
    waiting = [];
    const failure = tryCommit();
    for (const callback of callbacks) callback(failure);
  }

  function tryCommit(): Error | undefined {
    if (!database.isTransaction) return undefined;
    try {
      database.exec('COMMIT');
      return undefined;
    } catch (error) {
      undoAll();
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  function undoAll(): void {
    if (database.isTransaction) database.exec('ROLLBACK');
    reload();
  }

  /** SQLite itself may have rolled back everything, e.g. on a full disk: then the others of this commit have failed too. */
  function undoCommand(error: unknown): void {
    if (database.isTransaction) {
      database.exec('ROLLBACK TO command');
      database.exec('RELEASE command');
      reload();
      return;
    }
    const failure = error instanceof Error ? error : new Error(String(error));
    const callbacks = waiting;
    waiting = [];
    reload();
    for (const callback of callbacks) callback(failure);
  }

  return {
    write(body) {
      begin();
      database.exec('SAVEPOINT command');
      try {
        const result = body();
        database.exec('RELEASE command');
        return result;
      } catch (error) {
        if (error instanceof CommandError && database.isTransaction) database.exec('RELEASE command');
        else undoCommand(error);
        throw error;
      }
    },
    afterCommit(callback) {
      if (database.isTransaction) waiting.push(callback);
      else callback(undefined);
    },
    commit,
  };
}
