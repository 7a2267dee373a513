import type { IndexedMessage } from '../ports/search.ts';
import type { ThreadPosition } from '../ports/storage/messages.ts';

/** A key is where a message stands in time: keys sort as messages do, by time and then by id. */
const timeLength = 9;
const conversationLength = 5;
const channelLength = 2;
const marksLength = conversationLength + channelLength;

/** Sorts after every key and every posting. */
export const afterAll = '~';

/**
 * What the index keeps of a message: its key and, so that most others need not be read, marks of its conversation and channel.
 * A mark is no proof: some conversations share one.
 */
export function toPosting({ id, createdAt, conversationId, channelId }: Omit<IndexedMessage, 'content'>): string {
  return `${toKey(createdAt, id)}${markConversation(conversationId)}${markChannel(channelId)}`;
}

export function toKey(createdAt: number, id: string): string {
  return `${Math.max(createdAt, 0).toString(36).padStart(timeLength, '0')}${id}`;
}

export function keyOf(posting: string): string {
  return posting.slice(0, -marksLength);
}

export function idOf(key: string): string {
  return key.slice(timeLength);
}

export function positionOf(key: string): ThreadPosition {
  const time = Number.parseInt(key.slice(0, timeLength), 36);
  return { createdAt: new Date(time).toISOString(), id: idOf(key) };
}

/** A posting's mark of its conversation. */
export function conversationMarkOf(posting: string): string {
  return posting.slice(-marksLength, -channelLength);
}

export function channelMarkOf(posting: string): string {
  return posting.slice(-channelLength);
}

export function markConversation(id: string): string {
  return mark(id, conversationLength);
}

export function markChannel(id: string): string {
  return mark(id, channelLength);
}

/** FNV-1a: fast, and spread well enough. */
function mark(text: string, length: number): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return ((hash >>> 0) % 36 ** length).toString(36).padStart(length, '0');
}
