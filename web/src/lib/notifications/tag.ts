const prefix = 'conversation:';

/** Under which a conversation's one notification is known to the browser. */
export function toTag(conversationId: string): string {
  return `${prefix}${conversationId}`;
}
