import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConnection } from '#hooks/useConnection.ts';
import { useNow } from '#hooks/useNow.ts';
import { StatusAction, StatusLine } from '#ui/StatusLine.tsx';

type ConnectionLineProps = {
  /** What being offline means where the line stands. */
  offline: string;
  /** What else is to be told, below. */
  children?: ReactNode;
};

/** One quiet line on the connection to the server; nothing while there is one. */
export function ConnectionLine({ offline, children }: ConnectionLineProps) {
  const { t } = useTranslation();
  const { connection, retryNow } = useConnection();
  const retry = <StatusAction onClick={retryNow}>{t('connection.retryNow')}</StatusAction>;
  return (
    <div role="status" className="peer/line empty:hidden">
      {connection.state === 'offline' ? <StatusLine>{offline}</StatusLine> : null}
      {connection.state === 'reconnecting' ? <StatusLine>{t('connection.reconnecting')}</StatusLine> : null}
      {/* No seconds here: everything works, and the tries go on by themselves. */}
      {connection.state === 'overHttp' ? (
        <StatusLine>
          <span>{t('connection.overHttp')}</span>
          {retry}
        </StatusLine>
      ) : null}
      {connection.state === 'waiting' ? (
        <StatusLine>
          <NextTry at={connection.nextTryAt} />
          <span className="sr-only">{offline}</span>
          {retry}
        </StatusLine>
      ) : null}
      {children}
    </div>
  );
}

/** The seconds are not read aloud each time they change. */
function NextTry({ at }: { at: number }) {
  const { t } = useTranslation();
  const now = useNow(1_000);
  const seconds = Math.max(Math.ceil((at - now) / 1_000), 0);
  return (
    <span aria-hidden="true" className="tabular-nums">
      {t('connection.nextTry', { seconds })}
    </span>
  );
}
