import { type ConnectedClient, connectedClientSchema } from '@erp-whatsapp/shared/connectedClient';
import { KeyRound } from 'lucide-react';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useLoaded } from '#hooks/useLoaded.ts';
import { reads } from '#lib/api/reads.ts';
import { formatAgo } from '#lib/formatting/ago.ts';
import { formatExact } from '#lib/formatting/time.ts';
import { useApi } from '#providers/api-provider.tsx';
import { Avatar } from '#ui/Avatar.tsx';
import { Button } from '#ui/Button.tsx';
import { Chip } from '#ui/Chip.tsx';
import { Notice } from '#ui/Notice.tsx';
import { Section } from '#ui/Section.tsx';
import { Skeleton } from '#ui/Skeleton.tsx';

/** Who comes and goes outside of rooms is told by nobody. In milliseconds. */
const renewEvery = 15_000;
/** When many come at once, as after a loss of the line, they are asked for together. In milliseconds. */
const togetherWithin = 1_000;
const readClients = reads(z.object({ data: z.array(connectedClientSchema) }));

/** Who is connected, people and programs. @param props.comings changes whenever somebody came or went */
export function ConnectedPeople({ comings }: { comings: number }) {
  const { t } = useTranslation();
  const { loaded, retry } = useClients(comings);
  return (
    <Section title={t('live.people')}>
      {loaded.status === 'loading' ? <Skeleton className="h-12 w-full" /> : null}
      {loaded.status === 'failed' ? (
        <div className="flex flex-col items-start gap-3">
          <Notice look="error">{t('settings.failed', { why: loaded.why })}</Notice>
          <Button onClick={retry}>{t('app.tryAgain')}</Button>
        </div>
      ) : null}
      {loaded.status === 'ready' ? (
        <ul aria-label={t('live.people')} className="flex flex-col gap-3">
          {[...Map.groupBy(loaded.value, ({ userId }) => userId).values()].map((clients) => (
            <Person key={clients[0]?.userId} clients={clients} />
          ))}
        </ul>
      ) : null}
    </Section>
  );
}

/** @param props.clients the connections of one person or key, the longest first */
function Person({ clients }: { clients: readonly ConnectedClient[] }) {
  const { t } = useTranslation();
  const [first] = clients;
  if (first === undefined) return null;
  const { userId, name, isApiKey, connectedAt } = first;
  const since = formatAgo(connectedAt, Date.now()) ?? t('app.justNow');
  return (
    <li className="flex items-center gap-3">
      {isApiKey ? (
        <span className="inline-flex size-8 shrink-0 items-center justify-center rounded-full bg-selected">
          <KeyRound aria-hidden="true" size={16} />
        </span>
      ) : (
        <Avatar id={userId} name={name} size={32} />
      )}
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 text-preview">
          <span dir="auto" className="min-w-0 font-medium wrap-anywhere">
            {name}
          </span>
          {isApiKey ? <Chip>{t('live.apiKey')}</Chip> : null}
        </p>
        <p title={formatExact(connectedAt)} className="text-muted text-time">
          {t('live.since', { when: since })}
          {clients.length > 1 ? ` · ${t('live.connections', { count: clients.length })}` : ''}
        </p>
      </div>
    </li>
  );
}

function useClients(comings: number) {
  const { request } = useApi();
  const ask = useCallback(
    async () => (await request({ method: 'GET', path: '/api/connected-clients', read: readClients })).data,
    [request],
  );
  const { loaded, reload, retry } = useLoaded(ask);

  const known = useRef(comings);
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (known.current === comings) return;
    known.current = comings;
    waiting.current ??= setTimeout(() => {
      waiting.current = undefined;
      reload();
    }, togetherWithin);
  }, [comings, reload]);
  useEffect(
    () => () => {
      clearTimeout(waiting.current);
      waiting.current = undefined;
    },
    [],
  );

  useEffect(() => {
    const timer = setInterval(reload, renewEvery);
    return () => clearInterval(timer);
  }, [reload]);

  return { loaded, retry };
}
