import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { ConnectionLine as ServerLine } from '#layouts/ConnectionLine.tsx';
import { explainDisconnect } from '#lib/api/explain.ts';
import { selectHasSeveral } from '#store/channels.ts';
import { useAppSelector } from '#store/hooks.ts';
import { StatusAction, StatusLine } from '#ui/StatusLine.tsx';

const NumbersLine = lazy(async () => ({ default: (await import('./NumbersLine.tsx')).NumbersLine }));

type ConnectionLineProps = {
  /** The way to mend WhatsApp's link, for admins; without it only the connection to the server is told. */
  onLink?: () => void;
};

/** One quiet line on what is not connected; nothing while all is. */
export function ConnectionLine({ onLink }: ConnectionLineProps) {
  const { t } = useTranslation();
  const isKnown = useAppSelector(({ connection: { isOnline, lostAt, http } }) => {
    return isOnline && (lostAt === null || http === 'works');
  });
  const canKeep = useAppSelector((state) => state.outbox.canKeep);
  const hasSeveral = useAppSelector(selectHasSeveral);
  return (
    <ServerLine offline={t('connection.offline')}>
      {isKnown && onLink ? (
        hasSeveral ? (
          <Suspense fallback={null}>
            <NumbersLine />
          </Suspense>
        ) : (
          <WhatsAppLine onLink={onLink} />
        )
      ) : null}
      {canKeep ? null : <StatusLine>{t('connection.notKept')}</StatusLine>}
    </ServerLine>
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
      return <StatusLine>{t('connection.whatsappConnecting')}</StatusLine>;
    case 'inactive':
      return <StatusLine>{t('connection.whatsappInactive')}</StatusLine>;
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
        <StatusLine>
          <span>{text}</span>
          {isAdmin ? (
            <StatusAction onClick={onLink}>{t('connection.mend')}</StatusAction>
          ) : (
            <span>{t('connection.askAdmin')}</span>
          )}
        </StatusLine>
      );
    }
  }
}
