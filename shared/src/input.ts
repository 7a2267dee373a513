import { z } from 'zod';

/** An object whose `null` fields count as absent; what it does not know is left out. */
export function input<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.preprocess(dropNulls, z.object(shape));
}

function dropNulls(value: unknown): unknown {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null));
}
