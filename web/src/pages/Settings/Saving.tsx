import { Check } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/Button.tsx';

/** The end of a form: saves what was changed, and says so. Both keep their place. */
export function Saving({ isBusy, isChanged, isSaved }: { isBusy: boolean; isChanged: boolean; isSaved: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="flex items-center gap-4">
      <Button type="submit" look="primary" isBusy={isBusy} disabled={!isChanged && !isBusy} className="min-w-24">
        {t('app.save')}
      </Button>
      <span role="status" className="inline-flex items-center gap-1.5 text-accent-text text-preview">
        {isSaved && !isChanged ? (
          <>
            <Check aria-hidden="true" size={18} />
            {t('app.saved')}
          </>
        ) : null}
      </span>
    </div>
  );
}
