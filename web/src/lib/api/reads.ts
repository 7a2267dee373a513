import type { z } from 'zod';
import type { ReadAnswer } from './answers.ts';

/** Reads an answer by the contract's schema, for pages that come after the first screen. They import `zodWithoutEval.ts` first. */
export function reads<T>(schema: z.ZodType<T>): ReadAnswer<T> {
  return (answer) => schema.safeParse(answer).data ?? null;
}
