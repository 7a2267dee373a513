import type { SignInSession } from '@erp-whatsapp/shared/auth';
import type { TFunction } from 'i18next';
import { Monitor, Smartphone } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '#hooks/useAct.ts';
import type { Loaded } from '#hooks/useLoaded.ts';
import { formatAgo, formatDate } from '#lib/formatting/ago.ts';
import { formatExact } from '#lib/formatting/time.ts';
import { signOutEverywhere } from '#store/auth.ts';
import { useAppDispatch } from '#store/hooks.ts';
import { Button } from '#ui/Button.tsx';
import { Chip } from '#ui/Chip.tsx';
import { Notice } from '#ui/Notice.tsx';
import { Section } from '#ui/Section.tsx';
import { ConfirmDialog } from '../ConfirmDialog.tsx';
import { LoadFailed } from '../LoadFailed.tsx';
import { RowsSkeleton } from '../RowsSkeleton.tsx';
import { tellDone } from '../tellDone.tsx';

type SessionsProps = {
  loaded: Loaded<SignInSession[]>;
  retry: () => void;
  change: (next: (sessions: SignInSession[]) => SignInSession[]) => void;
  /** Rejects with an `HttpError`, which is shown. */
  onEnd: (id: string) => Promise<void>;
};

/** Where one is signed in, and the ways to end that. */
export function Sessions({ loaded, retry, change, onEnd }: SessionsProps) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const [isAsking, setIsAsking] = useState(false);

  const end = async (session: SignInSession) => {
    await onEnd(session.id);
    change((sessions) => sessions.filter(({ id }) => id !== session.id));
    tellDone(t('settings.profile.signedOutThere', { device: nameDevice(session, t) }));
  };
  const endAll = async () => {
    const refusal = await dispatch(signOutEverywhere());
    if (refusal !== null) throw refusal;
  };

  const sessions = loaded.status === 'ready' ? loaded.value : [];
  return (
    <Section
      title={t('settings.profile.sessions')}
      intro={t('settings.profile.sessionsHint')}
      action={
        <Button look="danger" onClick={() => setIsAsking(true)}>
          {t('settings.profile.signOutEverywhere')}
        </Button>
      }
    >
      {loaded.status === 'loading' ? <RowsSkeleton rows={2} /> : null}
      {loaded.status === 'failed' ? <LoadFailed why={loaded.why} onRetry={retry} /> : null}
      {/* After a new password some of these are over. */}
      {loaded.status === 'ready' && loaded.missed !== null ? <LoadFailed why={loaded.missed} onRetry={retry} /> : null}
      {sessions.length > 0 ? (
        <ul aria-label={t('settings.profile.sessions')} className="divide-y divide-line">
          {sessions.map((session) => (
            <SessionRow key={session.id} session={session} onEnd={() => end(session)} />
          ))}
        </ul>
      ) : null}
      {sessions.length === 1 ? (
        <p className="border-line border-t pt-3 text-muted text-preview">{t('settings.profile.onlyHere')}</p>
      ) : null}
      {isAsking ? (
        <ConfirmDialog
          title={t('settings.profile.signOutEverywhereAsk')}
          confirmLabel={t('settings.profile.signOutEverywhere')}
          isDanger
          onConfirm={endAll}
          onClose={() => setIsAsking(false)}
        >
          <p>{t('settings.profile.signOutEverywhereHint')}</p>
        </ConfirmDialog>
      ) : null}
    </Section>
  );
}

function SessionRow({ session, onEnd }: { session: SignInSession; onEnd: () => Promise<void> }) {
  const { t } = useTranslation();
  const { isBusy, refusal, act } = useAct();
  const device = nameDevice(session, t);
  const isHandheld = /phone|pad|android/i.test(session.system ?? '');
  const Icon = isHandheld ? Smartphone : Monitor;
  return (
    <li className="py-2">
      <div className="flex min-h-14 items-center gap-4">
        <span className="inline-flex size-10 shrink-0 items-center justify-center rounded-full bg-sunken text-muted">
          <Icon aria-hidden="true" size={20} strokeWidth={1.9} />
        </span>
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="font-medium text-name">{device}</span>
            {session.isCurrent ? <Chip>{t('settings.profile.thisOne')}</Chip> : null}
          </div>
          <p className="flex flex-wrap gap-x-3 text-muted text-preview">{describeTimes(session, t)}</p>
        </div>
        {session.isCurrent ? null : (
          <Button
            isBusy={isBusy}
            aria-label={t('settings.profile.signOutThereLabel', { device })}
            onClick={() => void act(onEnd)}
          >
            {t('settings.profile.signOutThere')}
          </Button>
        )}
      </div>
      {refusal === null ? null : <Notice look="error">{refusal}</Notice>}
    </li>
  );
}

function describeTimes({ createdAt, lastUsedAt }: SignInSession, t: TFunction) {
  const now = Date.now();
  const used = lastUsedAt === null ? null : (formatAgo(lastUsedAt, now) ?? t('app.justNow'));
  return (
    <>
      {createdAt === null ? null : (
        <span title={formatExact(createdAt)}>{t('settings.profile.signedIn', { when: formatDate(createdAt) })}</span>
      )}
      {used === null ? null : <span>{t('settings.profile.lastUsed', { when: used })}</span>}
    </>
  );
}

function nameDevice({ browser, system }: SignInSession, t: TFunction): string {
  if (browser !== null && system !== null) return t('settings.profile.device', { browser, system });
  return browser ?? system ?? t('settings.profile.unknownDevice');
}
