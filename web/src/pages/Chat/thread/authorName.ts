import { texts } from '#lib/texts/i18n.ts';
import type { Row } from '#store/slices/row.ts';

/** Who wrote a message, as whoever looks at it calls them. @param name the customer's */
export function toAuthorName(
  { isOutgoing, sender }: Pick<Row, 'isOutgoing' | 'sender'>,
  { name, myId }: { name: string; myId: string | null },
): string {
  if (!isOutgoing) return name;
  if (sender === null) return texts.t('thread.fromPhone');
  return sender.id === myId ? texts.t('thread.you') : sender.name;
}
