import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { FileStorage } from '../../domain/ports/files.ts';
import { inspectFile } from './inspectFile.ts';

/** Files that are not whole yet are of a process that lives, unless they are older, in milliseconds. */
const longestWrite = 60 * 60_000;

/**
 * Files in a folder: one a workspace, in which each is named by the hash of its content, so that the same picture sent to
 * many is there once. What is not whole yet has another name, in a folder of its own on the same disk.
 */
export function createFiles(folder: string): FileStorage & { sweep: () => Promise<void> } {
  const unfinished = join(folder, 'unfinished');

  return {
    async keep(workspaceId, chunks, { limit, check }) {
      await mkdir(unfinished, { recursive: true, mode: 0o700 });
      const draft = join(unfinished, randomUUID());
      try {
        const { sha256, size } = await write(draft, chunks, limit);
        const content = await inspectFile(draft);
        check(content);
        const { place, name } = locate(workspaceId, sha256);
        await mkdir(place, { recursive: true, mode: 0o700 });
        await rename(draft, join(place, name));
        await persistNames(place);
        return { sha256, size, ...content };
      } finally {
        await rm(draft, { force: true });
      }
    },

    async open(workspaceId, sha256) {
      const { place, name } = locate(workspaceId, sha256);
      const path = join(place, name);
      const found = await stat(path).catch(toAbsence);
      if (!found?.isFile()) return null;
      return { size: found.size, read: (range) => createReadStream(path, range) };
    },

    /** Removes what a crash left unfinished. To be called at start. */
    async sweep(): Promise<void> {
      for (const name of (await readdir(unfinished).catch(toAbsence)) ?? []) {
        const path = join(unfinished, name);
        const found = await stat(path).catch(toAbsence);
        if (found && Date.now() - found.mtimeMs > longestWrite) await rm(path, { force: true });
      }
    },
  };

  function locate(workspaceId: string, sha256: string): { place: string; name: string } {
    // Both come from the database; were they ever anything else, they would lead nowhere.
    if (!/^[\w-]{1,128}$/.test(workspaceId) || !/^[0-9a-f]{64}$/.test(sha256)) {
      throw new Error('A file is named by a workspace and a hash.');
    }
    return { place: join(folder, workspaceId, sha256.slice(0, 2)), name: sha256 };
  }
}

async function write(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<{ sha256: string; size: number }> {
  const hash = createHash('sha256');
  let size = 0;
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of chunks) {
      size += chunk.byteLength;
      if (size > limit) throw new CommandError('PAYLOAD_TOO_LARGE', tooLarge(limit));
      hash.update(chunk);
      await writeAll(file, chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { sha256: hash.digest('hex'), size };
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.byteLength; ) {
    written += (await file.write(chunk, written)).bytesWritten;
  }
}

/** A name outlives a power cut only when its folder is on disk too. */
async function persistNames(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function tooLarge(limit: number): string {
  return `The file is too large: at most ${Math.floor(limit / 1024 / 1024)} MB can be sent.`;
}

function toAbsence(error: unknown): null {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
  throw error;
}
