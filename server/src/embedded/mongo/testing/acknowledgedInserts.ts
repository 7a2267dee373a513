import mongoose from 'mongoose';
import { startEmbeddedMongo } from '../startEmbeddedMongo.ts';

/** A process to be killed: starts the store in the given folder and prints the number of every insert once it is acknowledged. */
const [, , folder = '', from = '0'] = process.argv;

const store = await startEmbeddedMongo({ folder });
const connection = await mongoose.createConnection(store.uri).asPromise();
const numbers = connection.collection('numbers');
await numbers.createIndex({ n: 1 }, { unique: true });
process.stdout.write('ready\n');

let next = Number(from);
const insertForever = async (): Promise<never> => {
  for (;;) {
    const n = next;
    next += 1;
    await numbers.insertOne({ n, text: 'x'.repeat(200) });
    process.stdout.write(`${n}\n`);
  }
};
await Promise.all(Array.from({ length: 8 }, insertForever));
