import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for data that goes with the benchmark. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'erp-bench-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
