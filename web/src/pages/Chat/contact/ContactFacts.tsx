import type { ContactCard } from '@erp-whatsapp/shared/contact';
import { useTranslation } from 'react-i18next';
import { useNow } from '#hooks/useNow.ts';
import { formatAgo, formatDate } from '#lib/formatting/ago.ts';
import { formatExact } from '#lib/formatting/time.ts';
import { SectionTitle } from './SectionTitle.tsx';

type ContactFactsProps = {
  card: ContactCard;
  /** The newest message of the open conversation, which may have come since. */
  lastAt: string | null;
};

/** Since when there is something, and how much. */
export function ContactFacts({ card, lastAt }: ContactFactsProps) {
  const { t, i18n } = useTranslation();
  const now = useNow(60_000);
  const count = card.conversations.reduce((sum, { totalMessages }) => sum + totalMessages, 0);
  const first = card.firstMessageAt ?? lastAt;
  const last =
    [card.lastMessageAt, lastAt]
      .flatMap((at) => at ?? [])
      .toSorted()
      .at(-1) ?? null;
  return (
    <section className="mt-8">
      <SectionTitle>{t('contact.history')}</SectionTitle>
      <dl className="mt-2 flex flex-col gap-2 text-preview">
        <Fact name={t('contact.first')} exact={first}>
          {first === null ? t('contact.never') : formatDate(first)}
        </Fact>
        <Fact name={t('contact.last')} exact={last}>
          {last === null ? t('contact.never') : (formatAgo(last, now) ?? t('app.justNow'))}
        </Fact>
        <Fact name={t('contact.messages')} exact={null}>
          {new Intl.NumberFormat(i18n.language).format(count)}
        </Fact>
      </dl>
    </section>
  );
}

/** @param props.exact the moment, for who wants to know to the second */
function Fact({ name, exact, children }: { name: string; exact: string | null; children: string }) {
  return (
    <div className="flex justify-between gap-4">
      <dt className="text-muted">{name}</dt>
      <dd className="text-end tabular-nums" title={exact === null ? undefined : formatExact(exact)}>
        {children}
      </dd>
    </div>
  );
}
