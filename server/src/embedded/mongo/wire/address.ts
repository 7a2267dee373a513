import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Address } from './listen.ts';

const databaseName = 'erp_whatsapp';

/** For mongoose or any MongoDB driver. @param port the one that was given, where the system was to choose */
export function uriOf(address: Address, port: number | undefined): string {
  const host =
    'path' in address ? encodeURIComponent(address.path) : `${hostInUri(address.host)}:${port ?? address.port}`;
  return `mongodb://${host}/${databaseName}?directConnection=true`;
}

function hostInUri(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** The file in which a running store leaves its address, for our own tools. */
export function addressNote(folder: string): string {
  return join(folder, 'address');
}

/**
 * On a full disk there is no note: our tools then say that they find no running store, which does less harm than a store
 * that does not serve. @returns what removes it again
 */
export function leaveAddress(folder: string, uri: string): () => void {
  const note = addressNote(folder);
  const remove = () => rmSync(note, { force: true });
  try {
    writeFileSync(note, uri, { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error;
    remove();
  }
  return remove;
}
