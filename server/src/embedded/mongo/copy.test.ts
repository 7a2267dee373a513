import { mongo } from 'mongoose';
import { expect, it } from 'vitest';
import { newStoreFolder, openFolder } from './testing/openFolder.ts';
import { runTool } from './testing/runTool.ts';

const { Binary, BSONRegExp, Double, Int32, Long, MinKey, ObjectId, Timestamp } = mongo;

const onTcp = { host: '127.0.0.1', port: 0 };

async function fill(db: mongo.Db): Promise<void> {
  const kinds = db.collection('kinds');
  await kinds.createIndex({ 'deep.x': -1, n: 1 }, { name: 'mine', sparse: true });
  await kinds.createIndex({ n: 1 }, { unique: true, partialFilterExpression: { n: { $gt: 5 } } });
  // Its time has come long ago, and it has to be copied all the same.
  await kinds.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
  await kinds.insertMany([
    { n: new Int32(1), same: new Double(1), long: Long.fromNumber(1), big: Long.MAX_VALUE },
    { bytes: Buffer.from('abc'), uuid: new Binary(Buffer.alloc(16, 7), 4), at: new Date(5), id: new ObjectId() },
    { pattern: new BSONRegExp('a+', 'i'), stamp: new Timestamp({ t: 1, i: 2 }), least: new MinKey(), nil: null },
    { deep: [{ x: 1 }, { x: [] }] },
  ]);
  await db.collection('many').insertMany(Array.from({ length: 2500 }, (_, n) => ({ n, text: 'x'.repeat(50) })));
  await db.createCollection('empty');
}

async function contentOf(db: mongo.Db) {
  const names = (await db.listCollections().toArray()).map(({ name }) => name).sort();
  return Promise.all(
    names.map(async (name) => ({
      name,
      indexes: await db.collection(name).indexes(),
      documents: await db
        .collection(name)
        .find({}, { raw: true, sort: { _id: 1 } })
        .toArray(),
    })),
  );
}

it('a store can be copied into a MongoDB and back, with every index and every kind of value', async () => {
  const folder = newStoreFolder();
  const own = await openFolder(folder);
  await fill(own.db);
  const content = await contentOf(own.db);
  await own.close();

  const other = await openFolder(newStoreFolder(), onTcp);
  const exported = await runTool(folder, 'export', other.uri);
  expect(exported.output).toBe(
    'empty: 0\nkinds: 4\nmany: 2500\nCopied 2504 documents in 3 collections. The numbers agree.',
  );
  expect(await contentOf(other.db)).toEqual(content);

  const back = newStoreFolder();
  await runTool(back, 'import', other.uri);
  expect(await runTool(back, 'doctor')).toMatchObject({ code: 0 });
  expect(await contentOf((await openFolder(back)).db)).toEqual(content);
});

it('copies into nothing that is filled, from nothing that is open, and to nowhere', async () => {
  const folder = newStoreFolder();
  const other = await openFolder(newStoreFolder(), onTcp);
  await expect(runTool(folder, 'export', other.uri)).rejects.toThrow(`There is no store in ${folder}.`);
  const own = await openFolder(folder);
  await own.db.collection('c').insertOne({ a: 1 });
  await expect(runTool(folder, 'export', other.uri)).rejects.toThrow(/is in use by another running server/);
  await own.close();
  await other.db.collection('c').insertOne({ a: 2 });
  await expect(runTool(folder, 'export', other.uri)).rejects.toThrow('The collection c holds documents already.');
  await expect(runTool(folder, 'import', other.uri)).rejects.toThrow('The collection c holds documents already.');
  const wrong = runTool(folder, 'export', 'mongodb://user:secret@');
  await expect(wrong).rejects.toThrow('The MongoDB cannot be reached');
  await expect(wrong).rejects.not.toThrow(/secret/);
});
