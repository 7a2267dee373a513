/** A number that was not written to yet has no conversation: its thread has the number as key. */
export function isNewNumber(threadKey: string): boolean {
  return threadKey.startsWith('+');
}
