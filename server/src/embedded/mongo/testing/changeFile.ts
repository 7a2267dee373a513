import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { readDocument } from '../values.ts';

/** Changes a closed store's file behind its back. */
export function changeFile(folder: string, change: (database: DatabaseSync) => void): void {
  const database = new DatabaseSync(join(folder, 'store.sqlite'));
  try {
    change(database);
  } finally {
    database.close();
  }
}

/** The name of the table that an index's entries are in. */
export function indexTable(database: DatabaseSync, name: string): string {
  const rows = database.prepare('SELECT id, specification FROM indexes').all();
  const row = rows.find(({ specification }) => {
    return specification instanceof Uint8Array && readDocument(specification)['name'] === name;
  });
  if (row === undefined) throw new Error(`There is no index ${name}.`);
  return `i_${String(row['id'])}`;
}
