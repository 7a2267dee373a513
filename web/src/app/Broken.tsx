import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { followMissingState, isMissingPart, readMissingState, recover } from '#lib/missingParts.ts';
import { Button } from '#ui/Button.tsx';
import type { BrokenPlace, BrokenProps } from '#ui/Guard.tsx';
import { Spinner } from '#ui/Spinner.tsx';

const middle = 'flex min-w-0 flex-col items-center justify-center gap-3 p-6 text-center';
const looks: Record<Exclude<BrokenPlace, 'unseen'>, string> = {
  window: `${middle} h-window bg-ground`,
  page: `${middle} flex-1 bg-ground`,
  pane: `${middle} flex-1 bg-surface`,
  over: `${middle} fixed inset-x-4 bottom-4 z-50 mx-auto max-w-md rounded-2xl border border-line bg-chip shadow-raised`,
};

/** Stands where something broke, and says how it goes on. */
export function Broken(props: BrokenProps) {
  if (props.place === 'unseen') return null;
  const note = (
    <div role="alert" className={looks[props.place]}>
      {isMissingPart(props.error) ? <NotLoaded {...props} /> : <Crashed {...props} />}
    </div>
  );
  return isWholePage(props.place) ? <main className="flex min-w-0 flex-1 flex-col">{note}</main> : note;
}

function isWholePage(place: BrokenPlace): boolean {
  return place === 'window' || place === 'page';
}

function Title({ place, children }: { place: BrokenPlace; children: ReactNode }) {
  const Tag = isWholePage(place) ? 'h1' : 'p';
  return <Tag className="font-medium">{children}</Tag>;
}

/** A click that needed a part which did not come has no place of its own where that could be said. */
export function UnloadedNote() {
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const onRejection = (event: PromiseRejectionEvent) => {
      if (isMissingPart(event.reason)) setError(event.reason);
    };
    window.addEventListener('unhandledrejection', onRejection);
    return () => window.removeEventListener('unhandledrejection', onRejection);
  }, []);
  const forget = () => setError(null);
  return error === null ? null : <Broken place="over" error={error} reference="" onRetry={forget} onDismiss={forget} />;
}

function Crashed({ place, reference, onRetry, onDismiss }: BrokenProps) {
  const { t } = useTranslation();
  return (
    <>
      <Title place={place}>{t('broken.title')}</Title>
      <p className="text-muted text-preview">{t('broken.hint')}</p>
      <div className="flex flex-wrap justify-center gap-2">
        <Button look="primary" onClick={onRetry}>
          {t('app.tryAgain')}
        </Button>
        <Button onClick={() => window.location.reload()}>{t('app.reload')}</Button>
        {onDismiss === null ? null : <Button onClick={onDismiss}>{t('app.close')}</Button>}
      </div>
      {place === 'page' ? (
        <Link to="/chat" className="text-link text-preview underline">
          {t('app.toChats')}
        </Link>
      ) : null}
      <p className="text-muted text-time">{t('broken.reference', { reference })}</p>
    </>
  );
}

function NotLoaded({ place, onDismiss }: BrokenProps) {
  const { t } = useTranslation();
  const state = useSyncExternalStore(followMissingState, readMissingState);
  useEffect(() => void recover(), []);
  if (state === 'looking') return <Spinner size={28} label={t('app.loading')} />;
  return (
    <>
      <Title place={place}>{t(state === 'gone' ? 'broken.gone' : 'broken.notLoaded')}</Title>
      <p className="text-muted text-preview">{t(state === 'gone' ? 'broken.goneHint' : 'broken.notLoadedHint')}</p>
      <div className="flex flex-wrap justify-center gap-2">
        <Button look="primary" onClick={() => (state === 'gone' ? window.location.reload() : void recover())}>
          {t('app.reload')}
        </Button>
        {onDismiss === null ? null : <Button onClick={onDismiss}>{t('app.close')}</Button>}
      </div>
    </>
  );
}
