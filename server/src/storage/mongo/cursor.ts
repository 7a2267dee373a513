import { CommandError } from '@erp-whatsapp/shared/errors';
import { z } from 'zod';

/** @throws CommandError `INVALID_INPUT` when it is not a cursor of this kind. */
export function fromCursor<T>(cursor: string, place: z.ZodType<T>): T {
  const parsed = json.pipe(place).safeParse(Buffer.from(cursor, 'base64url').toString('utf8'));
  if (!parsed.success) {
    throw new CommandError('INVALID_INPUT', 'This cursor can not be read. Start again from the first page.');
  }
  return parsed.data;
}

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'not JSON' });
    return z.NEVER;
  }
});

/** Cuts the one entry off that was read only to know whether there are more. */
export function toPage<T>(read: T[], limit: number, place: (last: T) => readonly (string | number)[]) {
  const data = read.slice(0, limit);
  const last = data.at(-1);
  return { data, nextCursor: read.length > limit && last !== undefined ? toCursor(place(last)) : null };
}

/** Packs the place where a page ended into an opaque text. */
function toCursor(place: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}
