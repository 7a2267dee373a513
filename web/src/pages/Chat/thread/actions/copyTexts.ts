import { perLocale } from '#lib/formatting/perLocale.ts';
import { formatTime } from '#lib/formatting/time.ts';
import { texts } from '#lib/texts/i18n.ts';
import type { Row } from '#store/slices/row.ts';
import { toAuthorName } from '../authorName.ts';

const date = perLocale(
  (locale) => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'numeric', year: 'numeric' }),
);

/** A message's text as it was written, or what it is. */
export function toCopy({ content, messageType }: Pick<Row, 'content' | 'messageType'>): string {
  return content === '' ? texts.t(`message.${messageType}`) : content;
}

/** Several messages with their times and authors, as WhatsApp copies them. */
export function toCopyMany(rows: readonly Row[], people: { name: string; myId: string | null }): string {
  return rows
    .map((row) =>
      texts.t('select.line', {
        time: formatTime(row.createdAt),
        date: date().format(new Date(row.createdAt)),
        name: toAuthorName(row, people),
        text: toCopy(row),
      }),
    )
    .join('\n');
}
