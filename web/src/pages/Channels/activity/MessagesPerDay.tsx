import type { DayCount } from '@erp-whatsapp/shared/channel';
import { useCallback, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '#hooks/useLoaded.ts';
import { formatLongDay, formatShortDay } from '#lib/formatting/days.ts';
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
  const { t, i18n } = useTranslation();
  const most = Math.max(...days.flatMap(({ incoming, outgoing }) => [incoming, outgoing]), 1);
  const isQuiet = days.every(({ incoming, outgoing }) => incoming + outgoing === 0);
  const scale = new Intl.NumberFormat(i18n.language, { notation: 'compact' });
  return (
    <div className="relative">
      {isQuiet ? (
        <p className="absolute inset-x-0 top-12 text-center text-muted text-preview">{t('channels.quiet')}</p>
      ) : (
        <span aria-hidden="true" className="absolute start-0 -top-1 text-meta text-muted tabular-nums">
          {scale.format(most)}
        </span>
      )}
      <ol aria-label={t('channels.perDay')} className="flex h-44 items-stretch gap-px pt-4 wide:gap-1">
        {days.map(({ day, incoming, outgoing }) => {
          const said = t('channels.dayCount', { day: formatLongDay(day), incoming, outgoing });
          return (
            <li key={day} title={said} className="group flex min-w-0 flex-1 flex-col">
              <span className="sr-only">{said}</span>
              <span
                aria-hidden="true"
                className="flex min-h-0 flex-1 items-end justify-center gap-px rounded-t border-line border-b group-hover:bg-hover wide:gap-0.5"
              >
                <Bar share={incoming / most} look="bg-link" />
                <Bar share={outgoing / most} look="bg-accent" />
              </span>
              <span aria-hidden="true" className="mt-1 h-4 text-center text-meta text-muted tabular-nums">
                {formatShortDay(day)}
              </span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** @param props.share of the highest there is; what is there at all can be seen */
function Bar({ share, look }: { share: number; look: string }) {
  return (
    <span
      style={{ height: `${share * 100}%` }}
      className={`w-2/5 max-w-3.5 rounded-t-xs ${look} ${share > 0 ? 'min-h-0.5' : ''}`}
    />
  );
}
