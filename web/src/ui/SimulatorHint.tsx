import { Smartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

/** Where WhatsApp is simulated: what to do there, and the way to the phone that does it. */
export function SimulatorHint({ children }: { children: string }) {
  const { t } = useTranslation();
  return (
    <aside className="rounded-xl border border-line bg-sunken p-4 text-preview">
      <p>
        <span className="font-medium">{t('link.simulator')}</span> {children}
      </p>
      <Link
        to="/phone"
        className="mt-1 inline-flex min-h-8 items-center gap-2 font-medium text-accent-text underline underline-offset-2 pointer-coarse:min-h-11"
      >
        <Smartphone aria-hidden="true" size={18} />
        {t('link.openPhone')}
      </Link>
    </aside>
  );
}
