import { join } from 'node:path';
import mongoose from 'mongoose';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runStore } from './runStore.ts';
import { listSmallDisks, type SmallDisk } from './testing/smallDisks.ts';

const refusal = {
  code: 14031,
  codeName: 'OutOfDiskSpace',
  message: expect.stringMatching(/^The disk of the data folder is full, so this was not written\. Make room there/),
};

/** A served store, and how to close it; at the end of the test at the latest. */
async function serve({ folder, options }: SmallDisk) {
  const path = join(folder, 'mongo.sock');
  const store = await runStore({ folder, address: { path }, ...options });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await store.close();
    isOpen = false;
  };
  onTestFinished(close);
  const connection = await mongoose
    .createConnection(`mongodb://${encodeURIComponent(path)}/test?directConnection=true`)
    .asPromise();
  onTestFinished(() => connection.close());
  return { close, numbers: connection.collection('numbers') };
}

/** Inserts from several clients at once until each has been refused a few times. */
async function insertUntilFull(numbers: mongoose.mongo.Collection) {
  const acknowledged = new Set<number>();
  const refused: unknown[] = [];
  let next = 0;
  const insert = async () => {
    for (let refusals = 0; refusals < 3; ) {
      const n = next;
      next += 1;
      try {
        await numbers.insertOne({ n, tags: [n, -n], text: 'x'.repeat(15_000) });
        acknowledged.add(n);
      } catch (error) {
        refused.push(error);
        refusals += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: 4 }, insert));
  return { acknowledged, refused };
}

const numbersIn = async (numbers: mongoose.mongo.Collection, options = {}) =>
  new Set((await numbers.find({}, options).toArray()).map(({ n }) => n));

describe.each(listSmallDisks())('on a full disk: $name', ({ make }) => {
  function makeDisk(): SmallDisk {
    const disk = make();
    onTestFinished(disk.remove);
    return disk;
  }

  it('refuses writes, keeps answering reads, and goes on when there is room', async () => {
    const disk = makeDisk();
    const { close, numbers } = await serve(disk);
    await numbers.createIndex({ n: 1 }, { unique: true });
    await numbers.createIndex({ tags: 1 });
    const { acknowledged, refused } = await insertUntilFull(numbers);
    expect(acknowledged.size).toBeGreaterThan(20);
    expect(refused).toHaveLength(12);
    for (const error of refused) expect(error).toMatchObject(refusal);

    expect(await numbersIn(numbers)).toEqual(acknowledged);
    expect(await numbersIn(numbers, { sort: { text: -1, n: 1 }, batchSize: 7 })).toEqual(acknowledged);
    expect(await numbers.countDocuments({ tags: { $lt: 0 } }, { hint: 'tags_1' })).toBe(acknowledged.size - 1);
    const larger = { $set: { more: 'y'.repeat(60_000) } };
    await expect(numbers.updateMany({}, larger)).rejects.toMatchObject(refusal);
    await expect(numbers.findOneAndUpdate({ n: 0 }, larger)).rejects.toMatchObject(refusal);
    await expect(numbers.bulkWrite([{ insertOne: { document: { n: -5, ...larger.$set } } }])).rejects.toMatchObject({
      code: 14031,
    });
    expect(await numbers.countDocuments({ more: { $exists: true } })).toBe(0);

    if (!disk.makeRoom()) {
      expect(await numbers.deleteMany({ n: { $lt: 10 } })).toMatchObject({ deletedCount: 10 });
      for (let n = 0; n < 10; n += 1) acknowledged.delete(n);
    }
    await numbers.insertOne({ n: -1, tags: [], text: 'x'.repeat(15_000) });
    acknowledged.add(-1);
    expect(await numbersIn(numbers)).toEqual(acknowledged);
    await close();

    const again = await serve(disk);
    expect(await numbersIn(again.numbers)).toEqual(acknowledged);
    expect(await again.numbers.countDocuments({ tags: { $exists: true } }, { hint: 'tags_1' })).toBe(acknowledged.size);
  });

  it('closes and starts all the same', async () => {
    const disk = makeDisk();
    const { close, numbers } = await serve(disk);
    const { acknowledged } = await insertUntilFull(numbers);
    disk.fill();
    await close();
    disk.fill();
    const again = await serve(disk);
    expect(await numbersIn(again.numbers)).toEqual(acknowledged);
    await expect(again.numbers.insertOne({ text: 'x'.repeat(100_000) })).rejects.toMatchObject(refusal);
    await again.close();
  });
});
