import type { FetchFile, FileStorage } from '../../domain/ports/files.ts';

/** For programs and tests that have to do with texts alone: there are no files, and none can be kept or fetched. */
export const noFiles: { files: FileStorage; fetchFile: FetchFile } = {
  files: { keep: refuse, open: async () => null },
  fetchFile: refuse,
};

async function refuse(): Promise<never> {
  throw new Error('There is no place for files here.');
}
