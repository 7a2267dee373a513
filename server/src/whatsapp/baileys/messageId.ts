import { randomBytes } from 'node:crypto';

/** @returns a new WhatsApp id in the form that WhatsApp Web's own have. Baileys makes the same, but is slow to load. */
export function newMessageId(): string {
  return `3EB0${randomBytes(9).toString('hex').toUpperCase()}`;
}
