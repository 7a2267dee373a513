import { accessSync, chmodSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Marks the file as ours ("erpw"), so that another program's database is not taken for a store. */
const ownApplicationId = 0x65727077;
const formatVersion = 1;
/** How long to wait for a former owner that is just going away. */
const lockWaitMs = 500;
/**
 * All pages of a file up to this size are checked at each start, which takes about 0.3 s per 100 MB. A crash damages none:
 * what was not committed is still in the log. A failing disk does, and the doctor looks for that in a file of any size.
 */
const checkedBytes = 64 * 1024 * 1024;

export type DatabaseOptions = {
  /** How many pages of 4096 bytes the file may grow to: a full disk, for tests. */
  maxPages?: number;
  /** Opens a file whose pages are damaged too, for whoever looks for the damage. */
  toleratesDamage?: boolean;
};

/**
 * Opens (or makes) the store's file for this thread alone.
 * @throws Error with a sentence for the operator when the folder or file cannot be used.
 */
export function openDatabase(
  folder: string,
  { maxPages, toleratesDamage = false }: DatabaseOptions = {},
): DatabaseSync {
  prepareFolder(folder);
  const file = storeFile(folder);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: lockWaitMs });
    // SQLite gives the log the rights of the file, so this comes before there is one.
    chmodSync(file, 0o600);
    lock(database, file);
    if (statSync(file).size <= checkedBytes && !toleratesDamage) checkPages(database, file);
    if (maxPages !== undefined) database.exec(`PRAGMA max_page_count = ${maxPages}`);
    return database;
  } catch (error) {
    if (database?.isOpen === true) database.close();
    throw explain(error, folder);
  }
}

/** The one file that everything is in, while nobody has it open. */
export function storeFile(folder: string): string {
  return join(folder, 'store.sqlite');
}

function prepareFolder(folder: string): void {
  try {
    makeFolder(folder);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Error(
      `The data folder ${folder} cannot be written: ${reasonOf(error)}. Give its owner write access or choose another folder.`,
    );
  }
}

/** Step by step: `recursive` makes Node 24 spin for ever where a parent cannot be made, as below /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}

function lock(database: DatabaseSync, file: string): void {
  // Asked for before the first read: the lock then stays with this process until it closes the file or dies.
  database.exec('PRAGMA locking_mode = EXCLUSIVE');
  const { isNew } = checkOrigin(database, file);
  database.exec('PRAGMA journal_mode = WAL');
  // Acknowledged writes survive a power cut too, not only the end of the process.
  database.exec('PRAGMA synchronous = FULL');
  database.exec('PRAGMA journal_size_limit = 67108864');
  // 16 MB. What is read beyond that comes from the system's cache, which lies as near and goes when memory is wanted.
  database.exec('PRAGMA cache_size = -16384');
  database.exec('PRAGMA temp_store = MEMORY');
  database.exec('BEGIN EXCLUSIVE');
  if (isNew) {
    database.exec(`PRAGMA application_id = ${ownApplicationId}`);
    database.exec(`PRAGMA user_version = ${formatVersion}`);
  }
  database.exec('COMMIT');
}

/** @throws Error with a sentence for the operator when the file is another program's, or a newer version's. */
export function checkOrigin(database: DatabaseSync, file: string): { isNew: boolean } {
  const applicationId = readPragma(database, 'application_id');
  const version = readPragma(database, 'user_version');
  const isNew = applicationId === 0 && readPragma(database, 'schema_version') === 0;
  if (!isNew && applicationId !== ownApplicationId) {
    throw new StoreRefusal(`The file ${file} belongs to another program. Choose another data folder.`);
  }
  if (version > formatVersion) {
    throw new StoreRefusal(
      `The file ${file} was written by a newer version of this program (format ${version}, this one reads up to ${formatVersion}). Start the newer version, or choose another data folder.`,
    );
  }
  return { isNew };
}

function checkPages(database: DatabaseSync, file: string): void {
  const [finding] = database.prepare('PRAGMA quick_check(1)').all();
  if (finding?.['quick_check'] !== 'ok') throw new StoreRefusal(damaged(file));
}

function readPragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}

/** A sentence that is already meant for the operator. */
class StoreRefusal extends Error {}

/** Another process has the store. */
export class StoreInUse extends StoreRefusal {}

/** What SQLite says while a store is being opened, as a sentence for the operator. */
export function explain(error: unknown, folder: string): Error {
  if (error instanceof StoreRefusal) return error;
  const file = storeFile(folder);
  switch (sqliteCode(error)) {
    case 5: // SQLITE_BUSY
    case 6: // SQLITE_LOCKED
      return new StoreInUse(
        `The data folder ${folder} is in use by another running server. Stop that one first, or choose another data folder.`,
      );
    case 11: // SQLITE_CORRUPT
    case 26: // SQLITE_NOTADB
      return new Error(damaged(file));
    default:
      return new Error(
        `The file ${file} cannot be opened: ${reasonOf(error)}. Check the rights on the data folder and the free disk space.`,
      );
  }
}

function damaged(file: string): string {
  return `The file ${file} is damaged. Restore it from a backup, or move it away to start with an empty store.`;
}

/** SQLite's primary result code, without the extension in the upper bits. */
function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined;
  return error.errcode & 0xff;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
