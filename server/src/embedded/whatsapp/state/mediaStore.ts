import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What lies at WhatsApp's media host: files as they were encrypted, named by the hash of that. */
export type MediaStore = ReturnType<typeof createMediaStore>;

export function createMediaStore(folder: string) {
  mkdirSync(folder, { recursive: true });

  return {
    /** @returns its name */
    async add(encrypted: Uint8Array): Promise<string> {
      const name = nameOf(encrypted);
      const draft = join(folder, `${name}.part`);
      await writeFile(draft, encrypted);
      await rename(draft, join(folder, name));
      return name;
    },

    /** `undefined` where there is none. */
    async find(name: string): Promise<Buffer | undefined> {
      if (!/^[\w-]{43}$/.test(name)) return undefined;
      return readFile(join(folder, name)).catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      });
    },
  };
}

/** As it stands in addresses. */
export function nameOf(encrypted: Uint8Array): string {
  return createHash('sha256').update(encrypted).digest('base64url');
}
