import { useTranslation } from 'react-i18next';
import { Button } from '#ui/Button.tsx';
import { Notice } from '#ui/Notice.tsx';

/** Why something is not shown, and the next try. */
export function NotLoaded({ why, onRetry }: { why: string; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col items-start gap-3">
      <Notice look="error">{t('settings.failed', { why })}</Notice>
      <Button onClick={onRetry}>{t('app.tryAgain')}</Button>
    </div>
  );
}
