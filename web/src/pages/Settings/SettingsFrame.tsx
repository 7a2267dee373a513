import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '#layouts/PageFrame.tsx';

type SettingsFrameProps = {
  title: string;
  intro: string;
  /** What makes a new one of what the page lists. */
  action?: ReactNode;
  children: ReactNode;
};

/** One page of the settings. */
export function SettingsFrame(props: SettingsFrameProps) {
  const { t } = useTranslation();
  return <PageFrame back={{ to: '/settings', label: t('settings.back') }} {...props} />;
}
