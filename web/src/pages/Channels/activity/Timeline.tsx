import type { Channel, ChannelEvent } from '@erp-whatsapp/shared/channel';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLoaded } from '#hooks/useLoaded.ts';
import { useNow } from '#hooks/useNow.ts';
import { explainDisconnect } from '#lib/api/explain.ts';
import { formatMoment } from '#lib/formatting/moment.ts';
import { formatExact } from '#lib/formatting/time.ts';
import { Button } from '#ui/Button.tsx';
import { Section } from '#ui/Section.tsx';
import { Skeleton } from '#ui/Skeleton.tsx';
import type { ChannelCalls } from '../channelCalls.ts';
import { statusTones } from '../conditions.ts';
import { StateDot } from '../StateDot.tsx';
import { NotLoaded } from './NotLoaded.tsx';

const shownAtFirst = 8;

/** What became of the connection, the latest first. */
export function Timeline({ channel, calls }: { channel: Channel; calls: ChannelCalls }) {
  const { t } = useTranslation();
  const { channelId, status, lastStatusUpdate } = channel;
  const { loaded, reload, retry } = useLoaded(useCallback(() => calls.events(channelId), [calls, channelId]));
  const [isWhole, setIsWhole] = useState(false);
  const now = useNow(60_000);

  // Whatever changes the state is an event more.
  const state = `${status} ${lastStatusUpdate}`;
  const read = useRef(state);
  useEffect(() => {
    if (read.current === state) return;
    read.current = state;
    reload();
  }, [state, reload]);

  const events = loaded.status === 'ready' ? loaded.value : [];
  const shown = isWhole ? events : events.slice(0, shownAtFirst);
  return (
    <Section title={t('channels.timeline')}>
      {loaded.status === 'loading' ? <Skeleton className="h-40 w-full" /> : null}
      {loaded.status === 'failed' ? <NotLoaded why={loaded.why} onRetry={retry} /> : null}
      {/* It is not read again before the next change, so what is missing is said. */}
      {loaded.status === 'ready' && loaded.missed !== null ? (
        <div className="mb-4">
          <NotLoaded why={loaded.missed} onRetry={reload} />
        </div>
      ) : null}
      {loaded.status === 'ready' && events.length === 0 ? (
        <p className="text-muted text-preview">{t('channels.noEvents')}</p>
      ) : null}
      <ol aria-label={t('channels.timeline')} className="flex flex-col">
        {shown.map((event) => (
          <Event key={`${event.at} ${event.status}`} event={event} now={now} />
        ))}
      </ol>
      {shown.length < events.length ? (
        <Button look="quiet" className="mt-2 -ms-4" onClick={() => setIsWhole(true)}>
          {t('channels.allEvents', { count: events.length })}
        </Button>
      ) : null}
    </Section>
  );
}

function Event({ event: { at, status, lastDisconnect }, now }: { event: ChannelEvent; now: number }) {
  const { t } = useTranslation();
  const why = lastDisconnect === null || status === 'active' ? null : explainDisconnect(lastDisconnect);
  return (
    <li className="group relative flex gap-3 pb-4 last:pb-0">
      {/* A line leads from each to the one before. */}
      <span
        aria-hidden="true"
        className="absolute start-1.25 top-5 bottom-0 w-px -translate-x-1/2 bg-line group-last:hidden rtl:translate-x-1/2"
      />
      <span className="relative flex h-5 items-center">
        <StateDot tone={statusTones[status]} />
      </span>
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="font-medium text-preview">{t(`channels.events.${status}`)}</span>
          <time dateTime={at} title={formatExact(at)} className="text-muted text-time tabular-nums">
            {formatMoment(at, now)}
          </time>
        </div>
        {why === null ? null : <p className="text-muted text-preview">{why}</p>}
      </div>
    </li>
  );
}
