/** Whom a thread without a conversation is with, and which of the business's numbers writes; `null`: the default one. */
export type NewThread = { to: string; channelId: string | null };

/** A number that was not written to yet has no conversation: it is its thread's key, with ours where one was chosen. */
export function toNewKey({ to, channelId }: NewThread): string {
  return channelId === null ? to : `${to}@${channelId}`;
}

/** What the key of a thread without a conversation says; `null` for a conversation's id. */
export function readNewKey(threadKey: string): NewThread | null {
  if (!isNewNumber(threadKey)) return null;
  const [to = '', channelId = null] = threadKey.split('@', 2);
  return { to, channelId };
}

export function isNewNumber(threadKey: string): boolean {
  return threadKey.startsWith('+');
}
