import { mongo } from 'mongoose';

/** MongoDB's code for a write that a unique index refuses. */
export const duplicateKey = 11_000;

/** @returns the fields of the unique index that refused a write, or `null` when the error is another one. */
export function duplicateKeyFields(error: unknown): string[] | null {
  if (!(error instanceof mongo.MongoServerError) || error.code !== duplicateKey) return null;
  const pattern: unknown = error['keyPattern'];
  return typeof pattern === 'object' && pattern !== null ? Object.keys(pattern) : [];
}

/**
 * Runs an upsert, once more when it lost the race of two that saw nothing there: MongoDB refuses the second one, which
 * finds the first one's document at its next try.
 */
export async function retryLostUpsert<T>(upsert: () => Promise<T>): Promise<T> {
  try {
    return await upsert();
  } catch (error) {
    if (duplicateKeyFields(error) === null) throw error;
    return upsert();
  }
}
