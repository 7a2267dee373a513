import '#lib/texts/later.ts';
import { ArrowLeft, CircleAlert } from 'lucide-react';
import { lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { explainDisconnect } from '#lib/api/explain.ts';
import { askForQrCode } from '#store/channels.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import { Button } from '#ui/Button.tsx';
import { IconButton } from '#ui/IconButton.tsx';
import { NumberedSteps } from '#ui/NumberedSteps.tsx';
import { SimulatorHint } from '#ui/SimulatorHint.tsx';
import { ConnectionLine } from '../ConnectionLine.tsx';
import { QrPicture } from './QrPicture.tsx';

const AskAdmin = lazy(async () => ({ default: (await import('./AskAdmin.tsx')).AskAdmin }));

/** Links the business's number: the code to scan, what to do on the phone, and the way on when it stopped. */
export function LinkNumber({ onBack }: { onBack?: () => void }) {
  const { t } = useTranslation();
  const isAdmin = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.user.role === 'admin');
  return (
    <main className="flex min-w-0 flex-1 flex-col overflow-y-auto bg-ground">
      <ConnectionLine />
      <div className="m-auto flex w-full max-w-4xl flex-col p-4 wide:p-8">
        {onBack ? (
          <div className="mb-2">
            <IconButton icon={ArrowLeft} label={t('link.backToChats')} onClick={onBack} />
          </div>
        ) : null}
        {isAdmin ? (
          <Linking />
        ) : (
          <Suspense fallback={null}>
            <AskAdmin />
          </Suspense>
        )}
      </div>
    </main>
  );
}

function Linking() {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const isReady = useAppSelector((state) => state.connection.socket.phase === 'ready');
  const state = useAppSelector(({ channels }) => channels.status?.connectionState ?? 'inactive');
  const isSimulated = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.whatsappNetwork === 'simulator');
  const hasStopped = state === 'error' || state === 'logged_out';

  useEffect(() => {
    // New pictures come only to the socket that asked, so a new socket asks again.
    if (isReady && !hasStopped) void dispatch(askForQrCode());
  }, [dispatch, isReady, hasStopped]);

  return (
    <section className="grid gap-8 rounded-2xl bg-surface p-6 shadow-raised wide:grid-cols-[1fr_auto] wide:p-10">
      <div className="flex flex-col gap-6">
        <header>
          <h1 className="font-semibold text-[1.625rem] leading-8">{t('link.title')}</h1>
          <p role="status" className="mt-2 flex items-center gap-2 text-muted text-preview">
            <StateDot isWaiting={!hasStopped} />
            {t(`link.state.${state}`)}
          </p>
        </header>
        <div>
          <h2 className="mb-3 font-medium">{t('link.steps')}</h2>
          <NumberedSteps steps={[t('link.step1'), t('link.step2'), t('link.step3')]} />
        </div>
        {isSimulated ? <SimulatorHint>{t('link.simulatorHint')}</SimulatorHint> : null}
      </div>
      <div className="flex w-66 flex-col items-center justify-self-center max-wide:order-first">
        {hasStopped ? <Stopped state={state} /> : <QrPicture state={state} />}
      </div>
    </section>
  );
}

function Stopped({ state }: { state: 'error' | 'logged_out' }) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const isBusy = useAppSelector(({ channels }) => channels.isAskingQr);
  const ending = useAppSelector(({ channels }) => channels.status?.lastDisconnect ?? null);
  const reason = ending && explainDisconnect(ending);
  const isLoggedOut = state === 'logged_out';
  return (
    <div className="flex size-66 flex-col items-center justify-center gap-3 rounded-xl border border-line p-5 text-center">
      <CircleAlert aria-hidden="true" size={32} className="text-error" />
      <p className="font-medium">{isLoggedOut ? t('link.loggedOut') : t('link.failed')}</p>
      <p className="text-muted text-preview">
        {isLoggedOut ? t('link.loggedOutHint') : (reason ?? t('link.failedHint'))}
      </p>
      <Button look="primary" isBusy={isBusy} onClick={() => void dispatch(askForQrCode({ forceNew: true }))}>
        {t('link.startOver')}
      </Button>
    </div>
  );
}

function StateDot({ isWaiting }: { isWaiting: boolean }) {
  return (
    <span aria-hidden="true" className={`inline-block size-2 rounded-full ${isWaiting ? 'bg-badge' : 'bg-error'}`} />
  );
}
