import { useTranslation } from 'react-i18next';
import { PhoneLink } from '#ui/PhoneLink.tsx';

/** Where WhatsApp is simulated: what to do there, and the way to the phone that does it. */
export function SimulatorHint({ children }: { children: string }) {
  const { t } = useTranslation();
  return (
    <aside className="rounded-xl border border-line bg-sunken p-4 text-preview">
      <p>
        <span className="font-medium">{t('link.simulator')}</span> {children}
      </p>
      <div className="mt-1">
        <PhoneLink>{t('link.openPhone')}</PhoneLink>
      </div>
    </aside>
  );
}
