import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePhoneFormat } from '#lib/formatting/phone.ts';
import { formatTime } from '#lib/formatting/time.ts';
import { useAppSelector } from '#store/hooks.ts';
import { DirectionBars } from '#ui/DirectionBars.tsx';
import { Section } from '#ui/Section.tsx';
import { type Counts, fillMinutes, type Minute, shownMinutes, sum, sumByChannel, untilNextMinute } from './tally.ts';

/** How much flows: minute by minute, by direction and by number. */
export function Figures({ minutes }: { minutes: readonly Minute[] }) {
  const { t } = useTranslation();
  const shown = fillMinutes(minutes, usePresentMinute());
  const byChannel = sumByChannel(shown);
  return (
    <Section title={t('live.perMinute')} intro={t('live.perMinuteHint', { minutes: shownMinutes })}>
      <Bars minutes={shown} />
      <Total counts={sum(byChannel.values())} />
      <Numbers byChannel={byChannel} />
    </Section>
  );
}

function Bars({ minutes }: { minutes: readonly Minute[] }) {
  const { t } = useTranslation();
  const columns = minutes.map(({ start, byChannel }) => {
    const counts = sum(byChannel.values());
    const time = formatTime(new Date(start).toISOString());
    return { key: String(start), ...counts, said: t('live.minuteCount', { time, ...counts }) };
  });
  return <DirectionBars label={t('live.perMinute')} columns={columns} className="h-32 wide:gap-0.5" />;
}

function Total({ counts }: { counts: Counts }) {
  const { t } = useTranslation();
  const directions = [
    { name: t('live.incoming'), look: 'bg-link', count: counts.incoming },
    { name: t('live.outgoing'), look: 'bg-accent', count: counts.outgoing },
  ];
  return (
    <dl className="mt-3 grid grid-cols-2 gap-3">
      {directions.map(({ name, look, count }) => (
        <div key={name} className="flex flex-col">
          <dt className="flex items-center gap-1.5 text-muted text-time">
            <span aria-hidden="true" className={`size-2.5 shrink-0 rounded-xs ${look}`} />
            {name}
          </dt>
          <dd className="font-semibold text-[1.375rem] leading-8 tabular-nums">{count}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Only where there is more than one number does it matter over which of them something went. */
function Numbers({ byChannel }: { byChannel: ReadonlyMap<string, Counts> }) {
  const { t } = useTranslation();
  const formatPhone = usePhoneFormat();
  const channels = useAppSelector((state) => state.channels.status?.channels) ?? [];
  if (channels.length < 2) return null;
  return (
    <table className="mt-4 w-full text-preview">
      <caption className="pb-1 text-start font-medium">{t('live.byNumber')}</caption>
      <thead className="text-muted text-time">
        <tr>
          <th className="py-1 text-start font-normal">{t('live.number')}</th>
          <th className="py-1 text-end font-normal">{t('live.incoming')}</th>
          <th className="py-1 ps-3 text-end font-normal">{t('live.outgoing')}</th>
        </tr>
      </thead>
      <tbody className="divide-y divide-line">
        {channels.map(({ channelId, name, phoneNumber }) => {
          const { incoming, outgoing } = byChannel.get(channelId) ?? { incoming: 0, outgoing: 0 };
          return (
            <tr key={channelId}>
              <th className="py-1.5 pe-3 text-start font-normal wrap-anywhere">
                <span dir="auto">{name}</span>
                {phoneNumber === null ? null : (
                  <span dir="ltr" className="block text-muted text-time">
                    {formatPhone(phoneNumber)}
                  </span>
                )}
              </th>
              <td className="py-1.5 text-end tabular-nums">{incoming}</td>
              <td className="py-1.5 ps-3 text-end tabular-nums">{outgoing}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** The time, renewed as each minute begins. */
function usePresentMinute(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setTimeout(() => setNow(Date.now()), untilNextMinute(Date.now()));
    // Each time anew, since timers are late.
    void now;
    return () => clearTimeout(timer);
  }, [now]);
  return now;
}
