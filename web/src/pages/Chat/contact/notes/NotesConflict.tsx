import type { ContactCard } from '@erp-whatsapp/shared/contact';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/Button.tsx';

type NotesConflictProps = { theirs: ContactCard; onChoose: (choice: 'mine' | 'theirs' | 'both') => void };

/** What somebody else wrote meanwhile, below what is being written. Nothing is lost until one of both is chosen. */
export function NotesConflict({ theirs, onChoose }: NotesConflictProps) {
  const { t } = useTranslation();
  const name = theirs.notesUpdatedBy?.name ?? '';
  return (
    <div role="alert" className="mt-3 rounded-lg bg-notice-surface p-3 text-notice text-preview">
      <p>{t('contact.conflictHint', { name })}</p>
      <blockquote
        dir="auto"
        className="mt-2 max-h-60 overflow-y-auto whitespace-pre-wrap border-current border-s-2 ps-3 [overflow-wrap:anywhere]"
      >
        {theirs.notes === '' ? t('contact.emptied') : theirs.notes}
      </blockquote>
      <div className="mt-3 flex flex-wrap gap-2">
        {theirs.notes === '' ? null : (
          <Button look="primary" onClick={() => onChoose('both')}>
            {t('contact.keepBoth')}
          </Button>
        )}
        <Button onClick={() => onChoose('mine')}>{t('contact.keepMine')}</Button>
        <Button onClick={() => onChoose('theirs')}>{t('contact.takeTheirs')}</Button>
      </div>
    </div>
  );
}
