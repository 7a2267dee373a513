import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '#hooks/useNow.ts';
import { explainDisconnect } from '#lib/api/explain.ts';
import { useSocket } from '#providers/socket-provider.tsx';
import { selectHasSeveral } from '#store/channels.ts';
import { useAppSelector } from '#store/hooks.ts';

const NumbersLine = lazy(async () => ({ default: (await import('./NumbersLine.tsx')).NumbersLine }));

/** A loss shorter than this is nobody's business. */
const tellAfterMs = 2_000;

type ConnectionLineProps = {
  /** The way to mend WhatsApp's link, for admins; without it only the connection to the server is told. */
  onLink?: () => void;
};

/** One quiet line on what is not connected; nothing while all is. */
export function ConnectionLine({ onLink }: ConnectionLineProps) {
  const isOnline = useAppSelector((state) => state.connection.isOnline);
  const lostAt = useAppSelector((state) => state.connection.lostAt);
  const isOverHttp = useAppSelector((state) => state.connection.http === 'works');
  const canKeep = useAppSelector((state) => state.outbox.canKeep);
  const hasSeveral = useAppSelector(selectHasSeveral);
  const isLongLost = useElapsed(lostAt, tellAfterMs);
  return (
    <div role="status" className="empty:hidden">
      {!isOnline ? <Offline /> : null}
      {isOnline && isLongLost ? isOverHttp ? <OverHttp /> : <Reconnecting /> : null}
      {isOnline && (lostAt === null || isOverHttp) && onLink ? (
        hasSeveral ? (
          <Suspense fallback={null}>
            <NumbersLine look={look} />
          </Suspense>
        ) : (
          <WhatsAppLine onLink={onLink} />
        )
      ) : null}
      {canKeep ? null : <NotKept />}
    </div>
  );
}

const look = 'flex flex-wrap items-center gap-x-3 gap-y-1 bg-notice-surface px-4 py-2 text-notice text-preview';
const actionLook = 'min-h-6 font-medium underline underline-offset-2';

function Offline() {
  const { t } = useTranslation();
  return <p className={look}>{t('connection.offline')}</p>;
}

/** No seconds here: everything works, and the tries go on by themselves. */
function OverHttp() {
  const { t } = useTranslation();
  const { retryNow } = useSocket();
  return (
    <div className={look}>
      <span>{t('connection.overHttp')}</span>
      <button type="button" className={actionLook} onClick={retryNow}>
        {t('connection.retryNow')}
      </button>
    </div>
  );
}

function NotKept() {
  const { t } = useTranslation();
  return <p className={look}>{t('connection.notKept')}</p>;
}

function Reconnecting() {
  const { t } = useTranslation();
  const { retryNow } = useSocket();
  const socket = useAppSelector((state) => state.connection.socket);
  const now = useNow(1_000);
  if (socket.phase !== 'waiting') return <p className={look}>{t('connection.reconnecting')}</p>;
  const seconds = Math.max(Math.ceil((socket.nextTryAt - now) / 1_000), 0);
  return (
    <div className={look}>
      {/* The seconds are not read aloud each time they change. */}
      <span aria-hidden="true" className="tabular-nums">
        {t('connection.nextTry', { seconds })}
      </span>
      <span className="sr-only">{t('connection.offline')}</span>
      <button type="button" className={actionLook} onClick={retryNow}>
        {t('connection.retryNow')}
      </button>
    </div>
  );
}

function WhatsAppLine({ onLink }: { onLink: () => void }) {
  const { t } = useTranslation();
  const status = useAppSelector((state) => state.channels.status);
  const isAdmin = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.user.role === 'admin');
  if (status === null || status.connected) return null;
  switch (status.connectionState) {
    case 'active':
      return null;
    case 'connecting':
      return <p className={look}>{t('connection.whatsappConnecting')}</p>;
    case 'inactive':
      return <p className={look}>{t('connection.whatsappInactive')}</p>;
    case 'qr_ready':
    case 'pairing_code_ready':
    case 'logged_out':
    case 'error': {
      const reason = status.lastDisconnect && explainDisconnect(status.lastDisconnect);
      const text =
        status.connectionState !== 'error'
          ? t('connection.whatsappLoggedOut')
          : reason
            ? t('connection.whatsappError', { reason })
            : t('connection.whatsappErrorPlain');
      return (
        <div className={look}>
          <span>{text}</span>
          {isAdmin ? (
            <button type="button" className={actionLook} onClick={onLink}>
              {t('connection.mend')}
            </button>
          ) : (
            <span>{t('connection.askAdmin')}</span>
          )}
        </div>
      );
    }
  }
}

/** Whether `since` is longer ago than `ms`; looks again exactly then. */
function useElapsed(since: number | null, ms: number): boolean {
  const [elapsed, setElapsed] = useState<number | null>(null);
  useEffect(() => {
    if (since === null) return;
    const timer = setTimeout(() => setElapsed(since), Math.max(since + ms - Date.now(), 0));
    return () => clearTimeout(timer);
  }, [since, ms]);
  return since !== null && elapsed === since;
}
