import { z } from 'zod';

/** Columns as SQLite gives them back: bytes and yes-or-no. */
export const bytes = z.instanceof(Uint8Array).transform((value) => Buffer.from(value));
export const flag = z.number().transform((value) => value !== 0);

export function toFlag(value: boolean): number {
  return value ? 1 : 0;
}
