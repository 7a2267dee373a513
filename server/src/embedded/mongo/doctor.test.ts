import { spawnSync } from 'node:child_process';
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { changeFile, indexTable } from './testing/changeFile.ts';
import { newStoreFolder, openFolder } from './testing/openFolder.ts';
import { runTool } from './testing/runTool.ts';

const documents = 30;

/** A closed store with one index of each kind. */
async function makeStore(): Promise<string> {
  const folder = newStoreFolder();
  const { db, close } = await openFolder(folder);
  const things = db.collection('things');
  await things.createIndex({ n: 1 }, { unique: true });
  await things.createIndex({ tags: 1, n: -1 });
  await things.createIndex({ 'deep.list.x': 1 }, { sparse: true });
  await things.createIndex({ even: -1 }, { partialFilterExpression: { even: { $gt: '' } } });
  await things.createIndex({ at: 1 }, { expireAfterSeconds: 3600 });
  await things.insertMany(
    Array.from({ length: documents }, (_, n) => ({
      n,
      tags: [`a${n}`, `b${n % 3}`],
      ...(n % 2 === 0 ? { even: `e${n}` } : { deep: { list: [{ x: n }, { x: -n }, {}] } }),
      at: new Date(),
    })),
  );
  await things.updateMany({ n: { $gte: 20 } }, { $set: { tags: [] }, $unset: { even: '' } });
  await close();
  return folder;
}

const namespace = 'erp_whatsapp.things';
/** Entries by index: some documents have none, some several. */
const entries = 30 + 30 + (20 * 2 + 10) + 15 * 2 + 10 + 30;

type Damage = [what: string, index: string, damage: (database: DatabaseSync, table: string) => void, finding: string];

const first = (table: string) => `(SELECT key FROM ${table} ORDER BY key LIMIT 1)`;
const damages: Damage[] = [
  [
    'a unique index that lacks an entry',
    'n_1',
    (database, table) => database.exec(`DELETE FROM ${table} WHERE key = ${first(table)}`),
    'it lacks 1 document.',
  ],
  [
    'an index over arrays that lacks all entries of some documents',
    'tags_1_n_-1',
    (database, table) => database.exec(`DELETE FROM ${table} WHERE rid <= 3`),
    'it lacks 3 documents.',
  ],
  [
    'a sparse index that holds a document that is not there',
    'deep.list.x_1',
    (database, table) => database.exec(`INSERT INTO ${table} VALUES (x'20aa', 999)`),
    'it has 1 entry too many: no document belongs there.',
  ],
  [
    'a partial index that holds a document that it does not take in',
    'even_-1',
    (database, table) => database.exec(`INSERT INTO ${table} SELECT key || x'00', 2 FROM ${table} LIMIT 2`),
    'it has 2 entries too many: no document belongs there.',
  ],
  [
    'an entry that leads to another document',
    '_id_',
    (database, table) => database.exec(`UPDATE ${table} SET rid = rid + 1 WHERE key = ${first(table)}`),
    'it lacks 1 document.',
  ],
  [
    'an index that does not know of its arrays',
    'tags_1_n_-1',
    (database, table) => database.exec(`UPDATE indexes SET multikey = 0 WHERE id = ${table.slice(2)}`),
    'it does not know that 30 documents have an array there.',
  ],
  [
    'an index whose table is gone',
    'at_1',
    (database, table) => database.exec(`DROP TABLE ${table}`),
    'its entries are gone.',
  ],
];

const pageBytes = 4096;

function damagePage(file: string, page: number): void {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(pageBytes, 0x5a), 0, pageBytes, page * pageBytes);
  closeSync(handle);
}

describe('the doctor', () => {
  it('finds nothing in a sound store', async () => {
    const folder = await makeStore();
    expect(await runTool(folder, 'doctor')).toEqual({
      code: 0,
      output: `Looked at 30 documents in 1 collection and ${entries} index entries.\nAll is well.`,
    });
  });

  it('finds each kind of damage to an index, and makes the index anew when told to', async () => {
    const folder = await makeStore();
    for (const [what, index, damage, finding] of damages) {
      changeFile(folder, (database) => damage(database, indexTable(database, index)));
      const found = await runTool(folder, 'doctor');
      expect(found.code, what).toBe(1);
      expect(found.output, what).toContain(`- ${namespace}: the index ${index}: ${finding}`);
      expect((await runTool(folder, 'doctor')).output).toBe(found.output);
      const repaired = await runTool(folder, 'doctor', '--repair');
      expect(repaired.code, what).toBe(0);
      expect(repaired.output, what).toContain(`${namespace}: the index ${index} was made anew.`);
      expect(repaired.output).toMatch(new RegExp(`and ${entries} index entries\\.\nAll is well\\.$`));
    }
    const { db } = await openFolder(folder);
    const things = db.collection('things');
    expect(await things.countDocuments({ tags: { $exists: true } }, { hint: 'tags_1_n_-1' })).toBe(documents);
    expect(await things.findOne({ n: 0 })).toMatchObject({ tags: ['a0', 'b0'] });
    await expect(things.insertOne({ n: 0 })).rejects.toMatchObject({ code: 11000 });
  });

  it('leaves a unique index alone where two documents have the same key', async () => {
    const folder = await makeStore();
    changeFile(folder, (database) => {
      database.exec('UPDATE c_1 SET document = (SELECT document FROM c_1 WHERE rid = 4) WHERE rid = 5');
    });
    const { code, output } = await runTool(folder, 'doctor', '--repair');
    expect(code).toBe(1);
    expect(output).toContain(
      `${namespace}: the index n_1 stays as it is, because two documents have the same key (E11000`,
    );
    expect(output).toContain('the index tags_1_n_-1 was made anew.');
    expect(output).toContain('the index n_1: it lacks 1 document.');
  });

  it('finds damage that no index can mend', async () => {
    const folder = await makeStore();
    changeFile(folder, (database) => {
      database.exec("UPDATE c_1 SET document = x'0102' WHERE rid = 7");
      database.exec('CREATE TABLE c_77 (rid INTEGER PRIMARY KEY, document BLOB NOT NULL)');
    });
    const { code, output } = await runTool(folder, 'doctor');
    expect(code).toBe(1);
    expect(output).toContain(`- ${namespace}: the document in row 7 cannot be read.`);
    expect(output).toContain('- The table c_77 belongs to no collection.');
  });

  it('finds pages that are damaged, and says so when too much is', async () => {
    const folder = await makeStore();
    const file = join(folder, 'store.sqlite');
    const pages = statSync(file).size / pageBytes;
    damagePage(file, pages - 1);
    const { code, output } = await runTool(folder, 'doctor', '--repair');
    expect(code).toBe(1);
    expect(output).toMatch(/^- The file is damaged: .*\. Restore it from a backup\.$/m);
    for (let page = 1; page < pages; page += 1) damagePage(file, page);
    await expect(runTool(folder, 'doctor')).rejects.toThrow(`The file ${file} is damaged. Restore it from a backup`);
  });

  it('says in a sentence that there is nothing to look at, or that the store is in use', async () => {
    const folder = newStoreFolder();
    await expect(runTool(folder, 'doctor')).rejects.toThrow(
      `There is no store in ${folder}. Set DATA_DIR to the data folder of the server.`,
    );
    await openFolder(folder);
    await expect(runTool(folder, 'doctor')).rejects.toThrow(`The data folder ${folder} is in use by another running`);
  });

  it('ends its process with 1 on a finding', async () => {
    const folder = await makeStore();
    changeFile(folder, (database) => database.exec(`DELETE FROM ${indexTable(database, 'n_1')} WHERE rid = 1`));
    const main = fileURLToPath(new URL('./main.ts', import.meta.url));
    const run = spawnSync(process.execPath, [main, 'doctor'], {
      env: { ...process.env, DATA_DIR: dirname(folder) },
      encoding: 'utf8',
    });
    expect(run).toMatchObject({ status: 1, stderr: '', stdout: expect.stringContaining('Found 1 fault:') });
  });
});
