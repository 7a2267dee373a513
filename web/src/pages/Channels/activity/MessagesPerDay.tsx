import type { DayCount } from '@erp-whatsapp/shared/channel';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '#hooks/useLoaded.ts';
import { formatLongDay, formatShortDay } from '#lib/formatting/days.ts';
import { DirectionBars } from '#ui/DirectionBars.tsx';
import { Section } from '#ui/Section.tsx';
import { Skeleton } from '#ui/Skeleton.tsx';
import type { ChannelCalls } from '../channelCalls.ts';
import { NotLoaded } from './NotLoaded.tsx';

const shownDays = 14;
const renewEveryMs = 60_000;

/** How much is written over the number, day by day. */
export function MessagesPerDay({ channelId, calls }: { channelId: string; calls: ChannelCalls }) {
  const { t } = useTranslation();
  const count = useCallback(() => calls.countMessages(channelId, shownDays), [calls, channelId]);
  const { loaded, reload, retry } = useLoaded(count);
  useEffect(() => {
    const timer = setInterval(reload, renewEveryMs);
    return () => clearInterval(timer);
  }, [reload]);
  return (
    <Section title={t('channels.perDay')} action={<Legend />}>
      {loaded.status === 'loading' ? <Skeleton className="h-44 w-full" /> : null}
      {loaded.status === 'failed' ? <NotLoaded why={loaded.why} onRetry={retry} /> : null}
      {loaded.status === 'ready' ? <Days days={loaded.value} /> : null}
    </Section>
  );
}

function Legend() {
  const { t } = useTranslation();
  return (
    <p aria-hidden="true" className="flex gap-4 text-muted text-time">
      <span className="flex items-center gap-1.5">
        <span className="size-2.5 rounded-xs bg-link" />
        {t('channels.incoming')}
      </span>
      <span className="flex items-center gap-1.5">
        <span className="size-2.5 rounded-xs bg-accent" />
        {t('channels.outgoing')}
      </span>
    </p>
  );
}

function Days({ days }: { days: readonly DayCount[] }) {
  const { t } = useTranslation();
  const columns = days.map(({ day, incoming, outgoing }) => {
    const said = t('channels.dayCount', { day: formatLongDay(day), incoming, outgoing });
    return { key: day, incoming, outgoing, said, mark: formatShortDay(day) };
  });
  return (
    <DirectionBars
      label={t('channels.perDay')}
      columns={columns}
      quiet={t('channels.quiet')}
      className="h-44 wide:gap-1"
    />
  );
}
