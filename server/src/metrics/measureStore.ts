import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The bytes of the store's file and of its log. */
export async function measureStore(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('store.sqlite'));
  const sizes = await Promise.all(names.map((name) => sizeOf(join(folder, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    // The log comes and goes.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
}
