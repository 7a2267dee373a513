import { DatabaseSync } from 'node:sqlite';
import { checkOrigin } from '../engine/openDatabase.ts';

/**
 * Makes a copy of a store one plain file that needs no log beside it, and looks at all its pages.
 * @throws Error with a sentence for the operator when it is not a whole store
 */
export function sealBackup(file: string): { collections: number; documents: number } {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    if (checkOrigin(database, file).isNew) throw new Error('it is empty');
    database.exec('PRAGMA journal_mode = DELETE');
    const finding = String(database.prepare('PRAGMA quick_check(1)').get()?.['quick_check']);
    if (finding !== 'ok') throw new Error(finding);
    return countDocuments(database);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`This is no whole copy of a store: ${reason}`);
  } finally {
    if (database?.isOpen === true) database.close();
  }
}

function countDocuments(database: DatabaseSync): { collections: number; documents: number } {
  const ids = database
    .prepare('SELECT id FROM collections')
    .all()
    .map(({ id }) => Number(id));
  const counts = ids.map((id) => Number(database.prepare(`SELECT count(*) AS n FROM c_${id}`).get()?.['n']));
  return { collections: ids.length, documents: counts.reduce((sum, n) => sum + n, 0) };
}
