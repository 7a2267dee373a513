import { MessageSquareText, Smartphone } from 'lucide-react';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, Outlet, useMatch } from 'react-router-dom';
import { useAppSelector } from '#store/hooks.ts';
import { AccountButton } from './AccountButton.tsx';

/** Navigation beside the page; below it on narrow windows, where an open conversation has the window to itself. */
export function Layout() {
  const { t } = useTranslation();
  const isThreadOpen = useMatch('/chat/:conversationId') !== null;
  const hasPhone = useAppSelector(
    ({ auth }) => auth.status === 'signedIn' && auth.user.role === 'admin' && auth.whatsappNetwork === 'simulator',
  );
  return (
    <div className="flex h-window flex-col-reverse wide:flex-row">
      <nav
        aria-label={t('app.navigation')}
        className={`shrink-0 items-center justify-around border-line bg-sunken max-wide:border-t max-wide:pad-safe-bottom wide:flex wide:w-16 wide:flex-col wide:justify-start wide:gap-2 wide:border-r wide:py-3 ${isThreadOpen ? 'hidden' : 'flex'}`}
      >
        <RailLink to="/chat" label={t('app.chats')} icon={MessageSquareText} />
        {hasPhone ? <RailLink to="/phone" label={t('app.phone')} icon={Smartphone} /> : null}
        <div className="wide:mt-auto">
          <AccountButton />
        </div>
      </nav>
      <div className="relative flex min-h-0 min-w-0 flex-1">
        <Suspense fallback={<div className="flex-1 bg-ground" />}>
          <Outlet />
        </Suspense>
      </div>
    </div>
  );
}

type RailLinkProps = { to: string; label: string; icon: typeof MessageSquareText };

function RailLink({ to, label, icon: Icon }: RailLinkProps) {
  return (
    <NavLink
      to={to}
      aria-label={label}
      title={label}
      className={({ isActive }) =>
        `m-1 inline-flex size-11 items-center justify-center rounded-full transition-colors duration-80 hover:bg-hover ${isActive ? 'bg-selected text-text' : 'text-muted'}`
      }
    >
      <Icon aria-hidden="true" size={24} strokeWidth={1.9} />
    </NavLink>
  );
}
