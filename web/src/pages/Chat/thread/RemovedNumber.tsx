import '#lib/texts/later.ts';
import { useTranslation } from 'react-i18next';

/** In the place where one writes, where nothing can be sent any more. */
export function RemovedNumber() {
  const { t } = useTranslation();
  return (
    <footer className="flex min-h-15.5 items-center justify-center border-line border-t bg-surface px-4 py-2.5 text-center text-muted text-preview">
      {t('numbers.gone')}
    </footer>
  );
}
