import { DirectionProvider } from '@base-ui/react/direction-provider';
import { Activity, MessageSquareText, Phone, Smartphone } from 'lucide-react';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation, useRoute } from 'wouter';
import { useAppSelector } from '#store/hooks.ts';
import { Guard } from '#ui/Guard.tsx';
import { AccountButton } from './AccountButton.tsx';
import { UnloadedNote } from './Broken.tsx';
import { Keys } from './keys/Keys.tsx';

const Attention = lazy(async () => ({ default: (await import('./attention/Attention.tsx')).Attention }));

/** Navigation beside the page; below it on narrow windows, where an open conversation has the window to itself. */
export function Layout({ children }: { children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const [isThreadOpen] = useRoute('/chat/:conversationId');
  const [path] = useLocation();
  const [, area = ''] = path.split('/');
  const isAdmin = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.user.role === 'admin');
  const hasPhone = useAppSelector(
    ({ auth }) => isAdmin && auth.status === 'signedIn' && auth.whatsappNetwork === 'simulator',
  );
  return (
    <DirectionProvider direction={i18n.dir()}>
      <div className="flex h-window flex-col-reverse pad-safe-sides pad-safe-top wide:flex-row">
        <nav
          aria-label={t('app.navigation')}
          className={`shrink-0 items-center justify-around border-line bg-sunken max-wide:border-t max-wide:pad-safe-bottom wide:flex wide:w-16 wide:flex-col wide:justify-start wide:gap-2 wide:border-e wide:py-3 ${isThreadOpen ? 'hidden' : 'flex'}`}
        >
          <RailLink to="/chat" label={t('app.chats')} icon={MessageSquareText} />
          {isAdmin ? <RailLink to="/channels" label={t('app.numbers')} icon={Phone} /> : null}
          {isAdmin ? <RailLink to="/live" label={t('app.live')} icon={Activity} /> : null}
          {hasPhone ? <RailLink to="/phone" label={t('app.phone')} icon={Smartphone} /> : null}
          <div className="wide:mt-auto">
            <AccountButton />
          </div>
        </nav>
        <div className="relative flex min-h-0 min-w-0 flex-1">
          <Guard place="page" resetKey={area}>
            <Suspense fallback={<div className="flex-1 bg-ground" />}>{children}</Suspense>
          </Guard>
        </div>
        <Keys />
        <UnloadedNote />
        <Guard place="unseen">
          <Suspense fallback={null}>
            <Attention />
          </Suspense>
        </Guard>
      </div>
    </DirectionProvider>
  );
}

type RailLinkProps = { to: string; label: string; icon: typeof MessageSquareText };

function RailLink({ to, label, icon: Icon }: RailLinkProps) {
  const [isActive] = useRoute(`${to}/*?`);
  return (
    <Link
      to={to}
      aria-label={label}
      aria-current={isActive ? 'page' : undefined}
      title={label}
      className={`m-1 inline-flex size-11 items-center justify-center rounded-full transition-colors duration-80 hover:bg-hover ${isActive ? 'bg-selected text-text' : 'text-muted'}`}
    >
      <Icon aria-hidden="true" size={24} strokeWidth={1.9} />
    </Link>
  );
}
