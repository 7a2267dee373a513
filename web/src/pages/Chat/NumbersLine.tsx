import '#lib/texts/later.ts';
import type { Channel } from '@erp-whatsapp/shared/channel';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { explainDisconnect } from '#lib/api/explain.ts';
import { useAppSelector } from '#store/hooks.ts';
import { StatusLine } from '#ui/StatusLine.tsx';

/** Which of several numbers is not connected, with the way to mend it for admins; nothing while all are. */
export function NumbersLine() {
  const { t } = useTranslation();
  const channels = useAppSelector((state) => state.channels.status?.channels);
  const isAdmin = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.user.role === 'admin');
  const lost = channels?.filter(isLost) ?? [];
  const [first] = lost;
  if (first === undefined) return null;
  const isOne = lost.length === 1;
  return (
    <StatusLine>
      <span>{isOne ? <One channel={first} /> : t('numbers.several', { count: lost.length })}</span>
      {isAdmin ? (
        <Link
          to={isOne ? `/channels/${first.channelId}` : '/channels'}
          className="min-h-6 font-medium underline underline-offset-2"
        >
          {t('numbers.look')}
        </Link>
      ) : (
        <span>{t('numbers.askAdmin')}</span>
      )}
    </StatusLine>
  );
}

function One({ channel: { name, status, lastDisconnect } }: { channel: Channel }) {
  const { t } = useTranslation();
  if (status === 'connecting') return t('numbers.one.connecting', { name });
  if (status === 'inactive') return t('numbers.one.off', { name });
  if (status !== 'error') return t('numbers.one.loggedOut', { name });
  const reason = lastDisconnect && explainDisconnect(lastDisconnect);
  return reason ? t('numbers.one.error', { name, reason }) : t('numbers.one.errorPlain', { name });
}

/** One that is new, or that nobody uses any more, is missed by nobody. */
function isLost({ status, isActive, isLinked, lastConnected }: Channel): boolean {
  return isActive && status !== 'active' && (isLinked || lastConnected !== null);
}
