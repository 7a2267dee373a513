import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A secret of 32 bytes that is made at the first call and kept in `folder`, for its owner's eyes only. For use outside
 * production, where nobody configured one. @returns 64 hexadecimal digits
 */
export function keepSecret(folder: string, name: string): string {
  const file = join(folder, `${name}.secret`);
  try {
    // Only where there is none: two starts at once agree on the first one's.
    writeFileSync(file, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const secret = readFileSync(file, 'utf8').trim();
  if (!/^[0-9a-f]{64}$/.test(secret)) {
    throw new Error(
      `The file ${file} is damaged. Put it back from a backup; a new one can’t read what the old one encrypted.`,
    );
  }
  return secret;
}
