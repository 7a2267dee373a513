import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** Names the browser's tab after the page, as long as it is shown. */
export function usePageTitle(page: string): void {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = t('app.titlePage', { page });
    return () => {
      document.title = t('app.name');
    };
  }, [t, page]);
}
