import { readFileSync } from 'node:fs';
import { mongo } from 'mongoose';
import { z } from 'zod';
import { addressNote } from '../wire/address.ts';

/** How long to look for a server that has the store open. In milliseconds. */
const searchTime = 5_000;
const answerSchema = z.object({ file: z.string() });

/** Has the process that serves the store make a copy of it. @returns the copy's path */
export async function askRunningStore(folder: string): Promise<string> {
  const client = new mongo.MongoClient(readAddress(folder), { serverSelectionTimeoutMS: searchTime });
  try {
    const answer = await client.db('admin').command({ erpBackup: 1 });
    return answerSchema.parse(answer).file;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The server that has the store in ${folder} open made no copy of it: ${reason}`);
  } finally {
    await client.close();
  }
}

function readAddress(folder: string): string {
  try {
    return readFileSync(addressNote(folder), 'utf8');
  } catch {
    throw new Error(
      `Another program has the store in ${folder} open, and serves it to nobody. Try again when it is done.`,
    );
  }
}
