/** The longest single string that any command takes, with room for a future caption; in UTF-16 units. */
const maxStringLength = 64 * 1024;
/** Deeper than any payload of any dialect. */
const maxDepth = 16;

/** Whether a payload holds a string, a list or a nesting that no command could ever want. Looks at it once, bounded. */
export function isOversized(payload: unknown): boolean {
  return isTooLarge(payload, 0);
}

/** About what a payload keeps in memory, in bytes; of one that is not oversized. */
export function weigh(payload: unknown): number {
  if (typeof payload === 'string') return payload.length;
  if (payload instanceof Uint8Array) return payload.byteLength;
  if (typeof payload !== 'object' || payload === null) return 8;
  return Object.entries(payload).reduce((sum, [name, value]) => sum + name.length + weigh(value), 8);
}

function isTooLarge(value: unknown, depth: number): boolean {
  if (typeof value === 'string') return value.length > maxStringLength;
  if (typeof value !== 'object' || value === null) return false;
  if (depth >= maxDepth) return true;
  if (value instanceof Uint8Array) return value.byteLength > maxStringLength;
  const entries = Object.values(value);
  return entries.length > 10_000 || entries.some((entry) => isTooLarge(entry, depth + 1));
}
