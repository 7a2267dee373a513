import { mongo } from 'mongoose';
import { describeContent } from '../check/report.ts';
import { startEmbeddedMongo } from '../startEmbeddedMongo.ts';
import type { CliContext } from './cliContext.ts';
import { copyDatabase } from './copyDatabase.ts';
import { openExisting } from './openExisting.ts';

/** How long to look for a MongoDB. In milliseconds. */
const searchTime = 10_000;

/** Copies the store into an empty database of any MongoDB. The server has to be stopped, or what it writes is missed. */
export async function exportStore(context: CliContext, uri: string): Promise<void> {
  openExisting(context.folder).close();
  await copy(context, uri, (store, other) => copyDatabase(store, other, context.print));
}

/** Copies a database of any MongoDB into an empty store. */
export async function importStore(context: CliContext, uri: string): Promise<void> {
  await copy(context, uri, (store, other) => copyDatabase(other, store, context.print));
}

type Copy = (store: mongo.Db, other: mongo.Db) => Promise<{ collections: number; documents: number }>;

async function copy({ folder, print }: CliContext, uri: string, run: Copy): Promise<void> {
  const store = await startEmbeddedMongo({ folder });
  try {
    const own = await connect(store.uri);
    try {
      const other = await connect(uri);
      try {
        const copied = await run(own.db(), other.db());
        print(`Copied ${describeContent(copied)}. The numbers agree.`);
      } finally {
        await other.close();
      }
    } finally {
      await own.close();
    }
  } finally {
    await store.close();
  }
}

async function connect(uri: string): Promise<mongo.MongoClient> {
  try {
    return await new mongo.MongoClient(uri, { serverSelectionTimeoutMS: searchTime }).connect();
  } catch (error) {
    // The driver quotes an address that it can't read, password and all.
    const reason = String(error instanceof Error ? error.message : error).replaceAll(uri, 'the address');
    throw new Error(`The MongoDB cannot be reached: ${reason}`);
  }
}
