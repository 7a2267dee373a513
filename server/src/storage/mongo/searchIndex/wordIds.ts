/** Words of one workspace lie together, in their order. No workspace's id has a space, nor has a word. */
export function toWordId(workspaceId: string, word: string): string {
  return `${workspaceId} ${word}`;
}

export function fromWordId(workspaceId: string, id: string): string {
  return id.slice(workspaceId.length + 1);
}

/** The filter for the ids of words that begin so: no text sorts after the last character that there is. */
export function beginsWith(workspaceId: string, prefix: string) {
  const start = toWordId(workspaceId, prefix);
  return { $gte: start, $lt: `${start}\u{10FFFF}` };
}
