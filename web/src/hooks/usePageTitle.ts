import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { namePage } from '#lib/tabTitle.ts';

/** Names the browser's tab after the page, as long as it is shown; without a name after the whole. */
export function usePageTitle(page?: string): void {
  const { t } = useTranslation();
  useEffect(() => {
    const whole = t('app.name');
    namePage(page === undefined ? whole : t('app.titlePage', { page }));
    return () => namePage(whole);
  }, [t, page]);
}
