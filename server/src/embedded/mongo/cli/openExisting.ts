import { existsSync } from 'node:fs';
import { type DatabaseOptions, storeFile } from '../engine/openDatabase.ts';
import { openStore, type Store } from '../engine/openStore.ts';

/** Opens a store that is there already: a tool makes none. @throws Error with a sentence for the operator */
export function openExisting(folder: string, options: DatabaseOptions = {}): Store {
  if (!existsSync(storeFile(folder))) {
    throw new Error(`There is no store in ${folder}. Set DATA_DIR to the data folder of the server.`);
  }
  return openStore(folder, options);
}
