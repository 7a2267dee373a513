import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { useAppSelector } from '#store/hooks.ts';
import { areas } from './areas.ts';

/** The list of what can be set: beside the page on wide windows, a page of its own on narrow ones. */
export function SettingsNav() {
  const { t } = useTranslation();
  const isAdmin = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.user.role === 'admin');
  const [openPath] = useLocation();
  const shown = areas.filter(({ isForAdmins }) => isAdmin || !isForAdmins);
  return (
    <>
      <header className="flex h-15 shrink-0 items-center px-4">
        <h1 className="font-bold text-[1.375rem] leading-7">{t('settings.title')}</h1>
      </header>
      <nav aria-label={t('settings.label')}>
        <ul className="flex flex-col gap-1 px-2">
          {shown.map(({ name, path, icon: Icon }) => (
            <li key={name}>
              <Link
                to={`/settings/${path}`}
                aria-current={openPath === `/settings/${path}` ? 'page' : undefined}
                className="flex min-h-16 items-center gap-4 rounded-xl px-3 py-2 transition-colors duration-80 hover:bg-hover aria-[current]:bg-selected"
              >
                <Icon aria-hidden="true" size={22} strokeWidth={1.9} className="shrink-0 text-muted" />
                <span className="min-w-0 flex-1">
                  <span className="block font-medium text-name">{t(`settings.${name}.title`)}</span>
                  <span className="block text-muted text-preview">{t(`settings.${name}.summary`)}</span>
                </span>
                <ChevronRight aria-hidden="true" size={18} className="shrink-0 text-muted wide:hidden" />
              </Link>
            </li>
          ))}
        </ul>
      </nav>
    </>
  );
}
