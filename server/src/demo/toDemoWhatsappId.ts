import { createHash } from 'node:crypto';
import type { Story } from './story/story.ts';

/** WhatsApp's id of a line that did not come over WhatsApp: always the same, so that the line is stored once. */
export function toDemoWhatsappId({ phoneNumber }: Pick<Story, 'phoneNumber'>, index: number): string {
  const digest = createHash('sha256').update(`demo ${phoneNumber} ${index}`).digest('hex');
  return `3EB0${digest.slice(0, 18).toUpperCase()}`;
}
