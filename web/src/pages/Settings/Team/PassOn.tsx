import { useTranslation } from 'react-i18next';
import { OnceShown } from '../OnceShown.tsx';

/** What somebody signs in with, to be handed to them. */
export function PassOn({ email, password, onDone }: { email: string; password: string; onDone: () => void }) {
  const { t } = useTranslation();
  const lines = [
    { label: t('settings.team.address'), value: window.location.origin },
    { label: t('settings.team.email'), value: email },
    { label: t('settings.team.password'), value: password },
  ];
  return (
    <OnceShown
      lines={lines}
      hint={t('settings.team.passOnHint')}
      copyLabel={t('settings.team.copyAll')}
      text={lines.map(({ label, value }) => `${label}: ${value}`).join('\n')}
      onDone={onDone}
    />
  );
}
