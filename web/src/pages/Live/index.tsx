import '#lib/zodWithoutEval.ts';
import '#lib/texts/later.ts';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { usePageTitle } from '#hooks/usePageTitle.ts';
import { useAppSelector } from '#store/hooks.ts';
import { Notice } from '#ui/Notice.tsx';
import { ConnectedPeople } from './ConnectedPeople.tsx';
import { Figures } from './Figures.tsx';
import { Stream } from './stream/Stream.tsx';
import { useLive } from './useLive.ts';

/** What happens just now: for admins. */
export function LivePage() {
  const { t } = useTranslation();
  const isAdmin = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.user.role === 'admin');
  usePageTitle(t('app.live'));
  return (
    <main className="min-h-0 min-w-0 flex-1 overflow-y-auto bg-ground">
      {isAdmin ? <LiveMessages /> : <ForAdmins />}
    </main>
  );
}

function LiveMessages() {
  const { t } = useTranslation();
  const { messages, statuses, minutes, comings, hasGap, isConnected } = useLive();
  return (
    <div className="mx-auto flex w-full max-w-6xl flex-col gap-4 px-4 pt-3 pb-16 wide:px-10 wide:pt-8">
      <header>
        <div className="flex flex-wrap items-center gap-x-3">
          <h1 className="font-bold text-[1.375rem] leading-11">{t('app.live')}</h1>
          <p role="status" className="flex items-center gap-2 text-muted text-preview">
            <span aria-hidden="true" className={`size-2.5 rounded-full ${isConnected ? 'bg-accent' : 'bg-notice'}`} />
            {t(isConnected ? 'live.connected' : 'live.reconnecting')}
          </p>
        </div>
        <p className="text-muted text-preview">{t('live.intro')}</p>
      </header>
      {hasGap ? <Notice look="notice">{t('live.gap')}</Notice> : null}
      <div className="grid gap-4 wide:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4 wide:order-2">
          <Figures minutes={minutes} />
          <ConnectedPeople comings={comings} />
        </div>
        <Stream messages={messages} statuses={statuses} />
      </div>
    </div>
  );
}

function ForAdmins() {
  const { t } = useTranslation();
  return (
    <div className="flex h-full flex-col items-center justify-center gap-3 p-6 text-center">
      <h1 className="sr-only">{t('app.live')}</h1>
      <p>{t('live.onlyAdmins')}</p>
      <Link to="/chat" className="inline-flex min-h-6 items-center text-link underline pointer-coarse:min-h-11">
        {t('app.toChats')}
      </Link>
    </div>
  );
}
