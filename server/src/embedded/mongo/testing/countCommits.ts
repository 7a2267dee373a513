import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const headerBytes = 32;
const frameHeaderBytes = 24;

/**
 * How many commits SQLite's log holds, read from the log itself: the last frame of each commit says how large the file is
 * after it, all others say 0. Only of use until the log is folded into the file, after about 1000 pages.
 */
export function countCommits(folder: string): number {
  const log = readFileSync(join(folder, 'store.sqlite-wal'));
  const frameBytes = frameHeaderBytes + log.readUInt32BE(8);
  const salts = log.subarray(16, 24);
  let commits = 0;
  for (let at = headerBytes; at + frameBytes <= log.length; at += frameBytes) {
    // What an earlier round through the log has left behind has other salts.
    if (!log.subarray(at + 8, at + 16).equals(salts)) break;
    if (log.readUInt32BE(at + 4) !== 0) commits += 1;
  }
  return commits;
}
