/**
 * Keeps an entry in a map of bounded size, as the latest.
 * @returns the key of the oldest entry, when that had to go
 */
export function keepLatest<Key, Value>(
  map: Map<Key, Value>,
  [key, value]: [Key, Value],
  capacity: number,
): Key | undefined {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size <= capacity || oldest === undefined) return undefined;
  map.delete(oldest);
  return oldest;
}
