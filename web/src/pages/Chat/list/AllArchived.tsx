import '#lib/texts/later.ts';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/Button.tsx';
import { EmptyNote } from './EmptyNote.tsx';

/** Where nothing is left to be done. */
export function AllArchived({ onNewChat }: { onNewChat: () => void }) {
  const { t } = useTranslation();
  return (
    <EmptyNote title={t('listEmpty.all')} hint={t('listEmpty.allHint')}>
      <Button onClick={onNewChat}>{t('list.newChat')}</Button>
    </EmptyNote>
  );
}
