import '#lib/zodWithoutEval.ts';
import '#lib/texts/later.ts';
import { type ComponentType, lazy, Suspense, useEffect, useRef } from 'react';
import { Toaster } from 'react-hot-toast';
import { useTranslation } from 'react-i18next';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { useIsWide } from '#hooks/useIsWide.ts';
import { usePageTitle } from '#hooks/usePageTitle.ts';
import { useAppSelector } from '#store/hooks.ts';
import { Guard } from '#ui/Guard.tsx';
import { PageSkeleton } from './PageSkeleton.tsx';
import { SettingsFrame } from './SettingsFrame.tsx';
import { SettingsNav } from './SettingsNav.tsx';

const ProfilePage = lazy(async () => ({ default: (await import('./Profile/index.tsx')).ProfilePage }));
const ConsolePage = lazy(async () => ({ default: (await import('./Console/index.tsx')).ConsolePage }));
const TeamPage = lazy(async () => ({ default: (await import('./Team/index.tsx')).TeamPage }));
const ApiKeysPage = lazy(async () => ({ default: (await import('./ApiKeys/index.tsx')).ApiKeysPage }));
const WorkspacePage = lazy(async () => ({ default: (await import('./Workspace/index.tsx')).WorkspacePage }));

const toastLook = {
  maxWidth: 480,
  background: 'var(--chip)',
  color: 'var(--text)',
  boxShadow: 'var(--shadow)',
} as const;

const aboveNavigation = { bottom: 'calc(4.5rem + env(safe-area-inset-bottom))' } as const;

/** What can be set: a list beside the page; on narrow windows first the list, then the page. */
export function SettingsPage() {
  const [pathname] = useLocation();
  const isWide = useIsWide();
  const isList = /^\/settings\/?$/.test(pathname);
  const list = useRef<HTMLElement>(null);
  const cameFrom = useRef<string | null>(null);

  // Back in the list, the keyboard is where it left it.
  useEffect(() => {
    if (!isList) cameFrom.current = pathname;
    else if (cameFrom.current !== null)
      list.current?.querySelector<HTMLElement>(`a[href="${cameFrom.current}"]`)?.focus();
  }, [isList, pathname]);

  if (isList && isWide) return <Redirect to="/settings/profile" replace />;
  // On narrow windows the list is all that is there.
  const Side = isList ? 'main' : 'aside';
  return (
    <div className="flex min-h-0 min-w-0 flex-1">
      <Toaster
        position="bottom-center"
        containerStyle={isWide ? {} : aboveNavigation}
        toastOptions={{ style: toastLook }}
      />
      <Side
        ref={list}
        className={`min-w-0 flex-col overflow-y-auto border-line bg-surface wide:flex wide:w-80 wide:shrink-0 wide:border-e ${isList ? 'flex flex-1' : 'hidden'}`}
      >
        <SettingsNav />
      </Side>
      <main className={`min-w-0 flex-1 overflow-y-auto bg-ground [scrollbar-gutter:stable] ${isList ? 'hidden' : ''}`}>
        {isList ? <ListTitle /> : null}
        <Guard place="pane" resetKey={pathname}>
          <Suspense fallback={<PageSkeleton />}>
            <Switch>
              <Route path="/settings/profile">
                <ProfilePage />
              </Route>
              <Route path="/settings/console">
                <ConsolePage />
              </Route>
              <Route path="/settings/team">
                <AdminsOnly page={TeamPage} />
              </Route>
              <Route path="/settings/api-keys">
                <AdminsOnly page={ApiKeysPage} />
              </Route>
              <Route path="/settings/workspace">
                <AdminsOnly page={WorkspacePage} />
              </Route>
              <Route path="/settings">{null}</Route>
              <Route>
                <Redirect to="/settings" replace />
              </Route>
            </Switch>
          </Suspense>
        </Guard>
      </main>
    </div>
  );
}

function ListTitle() {
  const { t } = useTranslation();
  usePageTitle(t('settings.title'));
  return null;
}

/** The server refuses agents anyway; this says so before they try. */
function AdminsOnly({ page: Page }: { page: ComponentType }) {
  const { t } = useTranslation();
  const isAdmin = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.user.role === 'admin');
  if (isAdmin) return <Page />;
  return (
    <SettingsFrame title={t('settings.forAdmins')} intro={t('settings.forAdminsHint')}>
      {null}
    </SettingsFrame>
  );
}
