import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite';

export type Row = Record<string, SQLOutputValue>;

/** The simulator's state on disk. One process has it open at a time. */
export type Database = {
  all(sql: string, ...values: SQLInputValue[]): Row[];
  get(sql: string, ...values: SQLInputValue[]): Row | undefined;
  /** @returns the number of rows that changed. */
  run(sql: string, ...values: SQLInputValue[]): number;
  /** @returns the new row's number. */
  insert(sql: string, ...values: SQLInputValue[]): number;
  close(): void;
};

/**
 * A commit reaches the operating system before it returns, so a killed process loses nothing. Flushing each one to
 * the platter as well would only matter for a power cut, which a simulator need not survive.
 */
const pragmas = `
  PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;
`;

const schema = `
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS accounts (
    number TEXT PRIMARY KEY, lid TEXT NOT NULL UNIQUE, role TEXT NOT NULL, name TEXT NOT NULL,
    addressing TEXT NOT NULL, online INTEGER NOT NULL, auto_read INTEGER NOT NULL, blocked INTEGER NOT NULL,
    hides_number INTEGER NOT NULL DEFAULT 0, last_device INTEGER NOT NULL DEFAULT 0, last_pre_key INTEGER NOT NULL DEFAULT 0, private_keys TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS devices (
    number TEXT NOT NULL REFERENCES accounts, device INTEGER NOT NULL, key_index INTEGER NOT NULL,
    platform TEXT NOT NULL, linked_at INTEGER NOT NULL, noise_key BLOB, registration_id INTEGER NOT NULL,
    identity_key BLOB NOT NULL, signed_key_id INTEGER NOT NULL, signed_key BLOB NOT NULL,
    signed_key_signature BLOB NOT NULL, PRIMARY KEY (number, device)
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS pre_keys (
    number TEXT NOT NULL, device INTEGER NOT NULL, key_id INTEGER NOT NULL, public_key BLOB NOT NULL,
    PRIMARY KEY (number, device, key_id)
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS private_pre_keys (
    number TEXT NOT NULL, key_id INTEGER NOT NULL, public_key BLOB NOT NULL, private_key BLOB NOT NULL,
    PRIMARY KEY (number, key_id)
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS signal_sessions (
    number TEXT NOT NULL, address TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (number, address)
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS used_message_keys (
    number TEXT NOT NULL, address TEXT NOT NULL, ratchet_key BLOB NOT NULL, counter INTEGER NOT NULL,
    PRIMARY KEY (number, address, ratchet_key, counter)
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS queue (
    row INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL, device INTEGER NOT NULL, class TEXT NOT NULL,
    id TEXT NOT NULL, type TEXT NOT NULL, peer TEXT NOT NULL, held INTEGER NOT NULL DEFAULT 0, stanza BLOB NOT NULL
  );
  CREATE INDEX IF NOT EXISTS queue_of_device ON queue (number, device, row);

  CREATE TABLE IF NOT EXISTS entries (
    row INTEGER PRIMARY KEY AUTOINCREMENT, owner TEXT NOT NULL, peer TEXT NOT NULL, id TEXT NOT NULL,
    from_me INTEGER NOT NULL, type TEXT NOT NULL, text TEXT NOT NULL, reply_to TEXT, copies INTEGER NOT NULL,
    edited INTEGER NOT NULL DEFAULT 0, deleted INTEGER NOT NULL DEFAULT 0, reactions TEXT NOT NULL DEFAULT '[]',
    status TEXT NOT NULL, addressing TEXT NOT NULL, media TEXT, content BLOB NOT NULL, at INTEGER NOT NULL,
    UNIQUE (owner, peer, from_me, id)
  );

  CREATE TABLE IF NOT EXISTS retries (
    number TEXT NOT NULL, address TEXT NOT NULL, id TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (number, address, id)
  ) WITHOUT ROWID;

  CREATE TABLE IF NOT EXISTS faults (row INTEGER PRIMARY KEY AUTOINCREMENT, fault TEXT NOT NULL);
`;

const addedColumns = [
  ['accounts', 'hides_number', 'INTEGER NOT NULL DEFAULT 0'],
  ['entries', 'media', 'TEXT'],
] as const;

/** What a state that was made earlier does not have yet. */
function addColumns(database: DatabaseSync): void {
  for (const [table, column, type] of addedColumns) {
    const columns = database.prepare(`PRAGMA table_info(${table})`).all();
    if (columns.some(({ name }) => name === column)) continue;
    database.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
  }
}

/** Opens (or makes) the state in a folder. */
export function openDatabase(folder: string): Database {
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, 'simulator.sqlite'));
  try {
    database.exec(pragmas);
    database.exec(schema);
    addColumns(database);
  } catch (error) {
    database.close();
    throw new Error(`The simulator's state in ${folder} can't be opened. Does another simulator run there?`, {
      cause: error,
    });
  }
  const statements = new Map<string, StatementSync>();

  function prepare(sql: string): StatementSync {
    const known = statements.get(sql);
    if (known) {
      return known;
    }
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  }

  return {
    all: (sql, ...values) => prepare(sql).all(...values),
    get: (sql, ...values) => prepare(sql).get(...values),
    run: (sql, ...values) => Number(prepare(sql).run(...values).changes),
    insert: (sql, ...values) => Number(prepare(sql).run(...values).lastInsertRowid),
    close: () => database.close(),
  };
}
