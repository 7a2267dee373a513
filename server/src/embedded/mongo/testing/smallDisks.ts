import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './withStore.ts';

/** A place with room for about two megabytes. */
export type SmallDisk = {
  folder: string;
  /** What the store has to be started with. */
  options: { maxPages?: number };
  /** Takes the last room away, where somebody else can. */
  fill: () => void;
  /** Somebody else makes room, where that is possible: else only the store itself can. */
  makeRoom: () => boolean;
  remove: () => void;
};

/**
 * The small disks that can be had here: always a file that may not grow, where the disk is full as soon as a page is asked
 * for; and a real file system, where it is full as late as the commit, for whoever may mount one.
 */
export function listSmallDisks(): { name: string; make: () => SmallDisk }[] {
  const probe = mountSmallDisk();
  probe?.remove();
  return [
    { name: 'a file that may not grow', make: makeLimitedFile },
    ...(probe === undefined ? [] : [{ name: 'a file system of 2 MB', make: demandSmallDisk }]),
  ];
}

function makeLimitedFile(): SmallDisk {
  const { path, remove } = makeFolder();
  return { folder: path, options: { maxPages: 512 }, fill: () => undefined, makeRoom: () => false, remove };
}

function demandSmallDisk(): SmallDisk {
  const disk = mountSmallDisk();
  if (disk === undefined) throw new Error('A file system of 2 MB could be mounted a moment ago, and cannot now.');
  return disk;
}

function mountSmallDisk(): SmallDisk | undefined {
  const { path, remove } = makeFolder();
  if (!succeeds('mount', '-t', 'tmpfs', '-o', 'size=2m', 'none', path)) {
    remove();
    return undefined;
  }
  const ballast = join(path, 'ballast');
  writeFileSync(ballast, Buffer.alloc(500_000));
  return {
    folder: join(path, 'store'),
    options: {},
    fill: () => fillUp(ballast),
    makeRoom() {
      rmSync(ballast);
      return true;
    },
    remove() {
      succeeds('umount', '-l', path);
      remove();
    },
  };
}

function fillUp(file: string): void {
  try {
    for (;;) writeFileSync(file, Buffer.alloc(4096), { flag: 'a' });
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOSPC') throw error;
  }
}

function succeeds(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
