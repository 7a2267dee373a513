import type { DatabaseSync } from 'node:sqlite';
import type { Store } from '../engine/openStore.ts';
import { checkCollection } from './checkCollection.ts';
import type { Finding, Report } from './report.ts';

/** SQLite's own findings that are passed on at most: one damaged page can make thousands. */
const integrityFindings = 20;

/**
 * Goes through a whole store: SQLite's integrity, the tables that should be there, and whether documents and index
 * entries agree, both ways. Changes nothing.
 */
export function checkStore({ database, catalog }: Store): Report {
  const report: Report = { collections: 0, documents: 0, entries: 0, findings: checkFile(database) };
  // Reading on in a file whose pages lie would only find more of the same.
  if (report.findings.length > 0) return report;
  const tables = listTables(database);
  for (const collection of catalog.list()) {
    report.collections += 1;
    checkCollection(collection, tables, report);
    tables.delete(`c_${collection.id}`);
    for (const { id } of collection.indexes) tables.delete(`i_${id}`);
  }
  for (const table of tables.keys()) {
    if (/^[ci]_\d+$/.test(table)) report.findings.push({ text: `The table ${table} belongs to no collection.` });
  }
  return report;
}

function checkFile(database: DatabaseSync): Finding[] {
  return tryIntegrityCheck(database)
    .filter((text) => text !== 'ok')
    .map((text) => ({ text: `The file is damaged: ${text}. Restore it from a backup.` }));
}

/** The damage may keep SQLite from looking for it. */
function tryIntegrityCheck(database: DatabaseSync): string[] {
  try {
    const rows = database.prepare(`PRAGMA integrity_check(${integrityFindings})`).all();
    return rows.map((row) => String(row['integrity_check']));
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

/** All tables, and how many rows each has. */
function listTables(database: DatabaseSync): Map<string, number> {
  const names = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
    .all()
    .map(({ name }) => String(name));
  return new Map(
    names.map((name) => [name, Number(database.prepare(`SELECT count(*) AS n FROM "${name}"`).get()?.['n'])]),
  );
}
