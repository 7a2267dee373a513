import type { LastMessage } from '@erp-whatsapp/shared/conversation';
import { texts } from '#lib/texts/i18n.ts';

/** A message in one line: its text, or what it is. */
export function toPreview({ content, messageType }: Pick<LastMessage, 'content' | 'messageType'>): string {
  return content === '' ? texts.t(`message.${messageType}`) : content.replace(/\s+/g, ' ');
}
