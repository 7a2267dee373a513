/**
 * What is logged of an error: its sentences. The object itself stays out, since errors of Baileys carry stanzas and
 * those of a database what was to be written.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${reasonOf(error.cause)})`;
}
