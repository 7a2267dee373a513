import { useTranslation } from 'react-i18next';
import { Spinner } from '#ui/Spinner.tsx';

/** In the place of a code that a phone has taken. */
export function LinkingBox() {
  const { t } = useTranslation();
  return (
    <div className="flex aspect-square w-full flex-col items-center justify-center gap-4 rounded-xl border border-line p-5">
      <Spinner size={32} />
      <p role="status" className="text-center text-preview">
        {t('link.connecting')}
      </p>
    </div>
  );
}
