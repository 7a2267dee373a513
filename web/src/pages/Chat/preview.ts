import type { LastMessage } from '@erp-whatsapp/shared/conversation';
import { texts } from '#lib/texts/i18n.ts';

type Said = Pick<LastMessage, 'content' | 'messageType'>;

/** A message in one line, without what it answers. */
export function toPreview({ content, messageType }: Said): string {
  return toLine({ content: dropQuote(content), messageType });
}

/** A message in one line: its text, or what it is. */
export function toLine({ content, messageType }: Said): string {
  return content === '' ? texts.t(`message.${messageType}`) : content.replace(/\s+/g, ' ');
}

/** The answer alone, of a text that begins with the lines it answers. */
export function dropQuote(text: string): string {
  return text.replace(/^(?:> [^\n]*\n)+(?=\s*\S)/, '');
}
