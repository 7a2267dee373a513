import { CommandError } from '@erp-whatsapp/shared/errors';
import type { SearchPlace } from './postingStream.ts';

/** A key or the end of a bucket: both begin with a time. Of what can't be either nothing would be found. */
const placePattern = /^([0-9a-z]{9}[!-~]{0,160})\n([!-~]{0,180})$/;

export function toCursor({ before, upTo }: SearchPlace): string {
  return Buffer.from(`${before}\n${upTo}`).toString('base64url');
}

/** @throws CommandError `INVALID_INPUT` when it is not a cursor of this kind */
export function fromCursor(cursor: string): SearchPlace {
  const [, before, upTo] = placePattern.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? [];
  if (before === undefined || upTo === undefined) {
    throw new CommandError('INVALID_INPUT', 'This cursor can not be read. Start again from the first page.');
  }
  return { before, upTo };
}
