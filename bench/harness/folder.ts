import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders: string[] = [];

process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A folder for data that goes with the benchmark. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'erp-bench-'));
  folders.push(folder);
  return folder;
}
