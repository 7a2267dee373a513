import { useTranslation } from 'react-i18next';
import '#lib/texts/later.ts';
import { Spinner } from '#ui/Spinner.tsx';

type EdgeNoteProps = {
  edge: 'older' | 'newer';
  state: 'loading' | 'failed';
  onRetry: () => void;
};

/** At an end of what is loaded: that more is coming, or could not be loaded. It lies over the messages and moves nothing. */
export function EdgeNote({ edge, state, onRetry }: EdgeNoteProps) {
  const { t } = useTranslation();
  const place = edge === 'older' ? 'top-2' : 'bottom-2';
  return (
    <div className={`pointer-events-none absolute inset-x-0 z-10 flex justify-center ${place}`}>
      {state === 'loading' ? (
        <span className="animate-appear-late rounded-full border border-line bg-chip p-1.5 text-muted shadow-raised">
          <Spinner size={20} label={t('app.loading')} />
        </span>
      ) : (
        <div
          role="alert"
          className="pointer-events-auto flex items-center gap-3 rounded-lg border border-line bg-chip px-3 py-1.5 text-muted text-preview shadow-raised"
        >
          {t(`reading.${edge}Failed`)}
          <button
            type="button"
            onClick={onRetry}
            className="min-h-6 font-medium text-accent-text underline pointer-coarse:min-h-11"
          >
            {t('app.tryAgain')}
          </button>
        </div>
      )}
    </div>
  );
}
