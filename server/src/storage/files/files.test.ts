import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect, makeJpeg, makePdf, makePicture, sha256, toChunks } from '../../testing/files/samples.ts';
import { createFiles } from './createFiles.ts';

let folder: string;
let files: ReturnType<typeof createFiles>;
const any = { limit: 1_000_000, check: () => undefined };

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
  files = createFiles(folder);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** All that is in the folder. */
async function listFiles(): Promise<string[]> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found.filter((entry) => entry.isFile()).map(({ name }) => name);
}

async function readBack(workspaceId: string, name: string, range?: { start: number; end: number }) {
  const file = await files.open(workspaceId, name);
  return file && collect(file.read(range));
}

describe('files', () => {
  it('come back as they were, whole and in parts', async () => {
    const bytes = makePdf(200_000);
    const kept = await files.keep('w1', toChunks(bytes), any);
    expect(kept).toEqual({
      ...{ sha256: sha256(bytes), size: 200_000 },
      ...{ mimeType: 'application/pdf', width: null, height: null },
    });
    expect(await readBack('w1', kept.sha256)).toEqual(bytes);
    expect(await readBack('w1', kept.sha256, { start: 2, end: 5 })).toEqual(bytes.subarray(2, 6));
    expect(await files.open('w1', kept.sha256)).toMatchObject({ size: 200_000 });
    expect(await files.open('w1', '0'.repeat(64))).toBeNull();
  });

  it('of one workspace are not there for another', async () => {
    const { sha256: name } = await files.keep('w1', toChunks(makePdf()), any);
    expect(await files.open('w2', name)).toBeNull();
  });

  it('are there once, however many keep them at once', async () => {
    const bytes = makePicture(40, 30);
    const kept = await Promise.all(Array.from({ length: 20 }, () => files.keep('w1', toChunks(bytes, 16), any)));
    expect(new Set(kept.map(({ sha256: name }) => name)).size).toBe(1);
    expect(await listFiles()).toEqual([sha256(bytes)]);
  });

  it('are nobody else’s to read on this machine', async () => {
    const { sha256: name } = await files.keep('w1', toChunks(makePdf()), any);
    const path = join(folder, 'w1', name.slice(0, 2), name);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'w1'))).mode & 0o777).toBe(0o700);
  });

  it('leave nothing behind where they are too large, not wanted or broken off', async () => {
    const tooLarge = files.keep('w1', toChunks(makePdf(2_000), 100), { ...any, limit: 1_999 });
    await expect(tooLarge).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' });
    const unwanted = files.keep('w1', toChunks(makePdf()), {
      ...any,
      check: ({ mimeType }) => {
        throw new Error(`no ${mimeType}`);
      },
    });
    await expect(unwanted).rejects.toThrow('no application/pdf');
    const broken = files.keep('w1', breakOff(), any);
    await expect(broken).rejects.toThrow('the line broke');
    expect(await listFiles()).toEqual([]);
  });

  it('are taken up to the limit itself', async () => {
    await expect(files.keep('w1', toChunks(makePdf(2_000)), { ...any, limit: 2_000 })).resolves.toMatchObject({
      size: 2_000,
    });
  });

  it.each([['../w2'], ['w1/../w2'], [''], ['w'.repeat(200)]])(
    'refuse a workspace that is a path: %j',
    async (workspaceId) => {
      await expect(files.open(workspaceId, '0'.repeat(64))).rejects.toThrow();
      await expect(files.keep(workspaceId, toChunks(makePdf()), any)).rejects.toThrow();
      await expect(files.open('w1', `../${workspaceId}`)).rejects.toThrow();
    },
  );

  it('that a crash left unfinished are removed, those of others that still write are not', async () => {
    await files.keep('w1', toChunks(makePdf()), any);
    const [old, fresh] = [join(folder, 'unfinished', 'old'), join(folder, 'unfinished', 'fresh')];
    await writeFile(old, 'half');
    await writeFile(fresh, 'half');
    const yesterday = new Date(Date.now() - 24 * 60 * 60_000);
    await utimes(old, yesterday, yesterday);
    await files.sweep();
    expect(await readdir(join(folder, 'unfinished'))).toEqual(['fresh']);
    expect(await readFile(fresh, 'utf8')).toBe('half');
  });

  it('need not be swept where there never were any', async () => {
    await expect(createFiles(join(folder, 'none')).sweep()).resolves.toBeUndefined();
  });
});

describe('the content of a file', () => {
  const text = (content: string) => Buffer.from(content);
  it.each<[string, Buffer, string | null, number | null, number | null]>([
    ['a PNG', makePicture(40, 30), 'image/png', 40, 30],
    ['a JPEG', makeJpeg(640, 480), 'image/jpeg', 640, 480],
    ['a JPEG that a camera turned', makeJpeg(640, 480, 6), 'image/jpeg', 480, 640],
    ['a JPEG upside down', makeJpeg(640, 480, 3), 'image/jpeg', 640, 480],
    ['the beginning of a JPEG', makeJpeg(640, 480).subarray(0, 24), 'image/jpeg', null, null],
    ['the beginning of a PNG', makePicture(40, 30).subarray(0, 12), null, null, null],
    ['a PDF', makePdf(), 'application/pdf', null, null],
    ['words', text('Grüße, 5 < 6\r\n'), 'text/plain', null, null],
    ['HTML', text('<!doctype html><script>alert(1)</script>'), null, null, null],
    ['HTML after a blank', text('\n\t <html>'), null, null, null],
    ['HTML after a mark of order', text('\uFEFF<html>'), null, null, null],
    ['a comment', text('<!-- x --><svg/>'), null, null, null],
    ['SVG', text('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'), null, null, null],
    ['nothing', Buffer.alloc(0), null, null, null],
    ['blanks', text('  \n'), null, null, null],
    ['zeros', Buffer.alloc(100), null, null, null],
    ['broken letters', Buffer.from([0x47, 0x72, 0xfc, 0xdf]), null, null, null],
  ])('says what it is: %s', async (...[, bytes, mimeType, width, height]) => {
    const { sha256: _, size: __, ...content } = await files.keep('w1', toChunks(bytes), any);
    expect(content).toEqual({ mimeType, width, height });
  });

  it('with a declaration of XML is not taken for words', async () => {
    const kept = await files.keep('w1', toChunks(text('<?xml version="1.0"?><svg/>')), any);
    expect(['application/xml', null]).toContain(kept.mimeType);
  });
});

async function* breakOff(): AsyncGenerator<Uint8Array> {
  yield makePdf();
  throw new Error('the line broke');
}
