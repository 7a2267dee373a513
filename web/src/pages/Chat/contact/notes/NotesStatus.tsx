import { useTranslation } from 'react-i18next';
import type { NotesState } from './createNotes.ts';

/** What became of what was typed; and the way on where it was not saved. */
export function NotesStatus({ state, onTryAgain }: { state: NotesState; onTryAgain: () => void }) {
  const { t } = useTranslation();
  return (
    <span role="status" className={isBad(state) ? 'text-error' : ''}>
      {toText(state)}
      {state.phase === 'failed' ? (
        <button
          type="button"
          onClick={onTryAgain}
          className="ms-2 min-h-6 font-medium underline underline-offset-2 pointer-coarse:min-h-11"
        >
          {t('app.tryAgain')}
        </button>
      ) : null}
    </span>
  );

  function toText({ phase, why }: NotesState): string {
    switch (phase) {
      case 'unchanged':
      case 'waiting':
        return '';
      case 'saving':
        return t('contact.saving');
      case 'saved':
        return t('app.saved');
      case 'failed':
        return t('contact.notSaved', { why: why ?? '' });
      case 'tooLong':
        return t('contact.tooLong');
      case 'conflict':
        return t('contact.conflict');
    }
  }
}

function isBad({ phase }: NotesState): boolean {
  return phase === 'failed' || phase === 'tooLong' || phase === 'conflict';
}
