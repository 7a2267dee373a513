import mongoose from 'mongoose';
import { expect, it, onTestFinished } from 'vitest';
import { startEmbeddedMongo } from './startEmbeddedMongo.ts';
import { countCommits } from './testing/countCommits.ts';
import { makeFolder } from './testing/withStore.ts';

const clients = 50;

async function open() {
  const { path, remove } = makeFolder();
  onTestFinished(remove);
  const store = await startEmbeddedMongo({ folder: path });
  onTestFinished(() => store.close());
  const connection = await mongoose
    .createConnection(store.uri, { maxPoolSize: clients, minPoolSize: clients })
    .asPromise();
  onTestFinished(() => connection.close());
  const numbers = connection.collection('numbers');
  await numbers.createIndex({ n: 1 }, { unique: true });
  let before = countCommits(path);
  /** Commits since it was last asked. */
  const newCommits = () => {
    const total = countCommits(path);
    const since = total - before;
    before = total;
    return since;
  };
  return { numbers, newCommits };
}

it('commands that arrive together share one commit, those that come one by one have their own', async () => {
  const { numbers, newCommits } = await open();
  for (let n = 0; n < 20; n += 1) await numbers.insertOne({ n });
  expect(newCommits()).toBe(20);

  const commands = Array.from({ length: 400 }, (_, n) => n);
  // All connections stand before it counts.
  await Promise.all(commands.slice(0, clients).map((n) => numbers.findOne({ n })));
  await Promise.all(
    commands.map((n) =>
      n % 2 === 0 ? numbers.insertOne({ n: 1000 + n }) : numbers.updateOne({ n: 0 }, { $inc: { hits: 1 } }),
    ),
  );
  const shared = newCommits();
  expect(shared).toBeGreaterThan(0);
  expect(shared).toBeLessThan(commands.length / 4);
  expect(await numbers.findOne({ n: 0 })).toMatchObject({ hits: 200 });
  expect(await numbers.countDocuments()).toBe(220);
});

it('reads and refused writes cost no commit of their own', async () => {
  const { numbers, newCommits } = await open();
  await numbers.insertOne({ n: 1 });
  newCommits();
  for (let i = 0; i < 10; i += 1) {
    await numbers.findOne({ n: 1 });
    await numbers.updateOne({ n: 2 }, { $set: { m: 1 } });
    await expect(numbers.insertOne({ n: 1 })).rejects.toMatchObject({ code: 11000 });
  }
  expect(newCommits()).toBe(0);
});
