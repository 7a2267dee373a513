import '#lib/zodWithoutEval.ts';
import '#lib/texts/later.ts';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { Toaster } from 'react-hot-toast';
import { useTranslation } from 'react-i18next';
import { Navigate, Outlet, Route, Routes, useLocation } from 'react-router-dom';
import { usePageTitle } from '#hooks/usePageTitle.ts';
import { useAppSelector } from '#store/hooks.ts';
import { PageSkeleton } from './PageSkeleton.tsx';
import { SettingsFrame } from './SettingsFrame.tsx';
import { SettingsNav } from './SettingsNav.tsx';
import { useIsWide } from './useIsWide.ts';

const ProfilePage = lazy(async () => ({ default: (await import('./Profile/index.tsx')).ProfilePage }));
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
  const { pathname } = useLocation();
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

  if (isList && isWide) return <Navigate to="/settings/profile" replace />;
  return (
    <div className="flex min-h-0 min-w-0 flex-1">
      <Toaster
        position="bottom-center"
        containerStyle={isWide ? {} : aboveNavigation}
        toastOptions={{ style: toastLook }}
      />
      <aside
        ref={list}
        className={`min-w-0 flex-col overflow-y-auto border-line bg-surface wide:flex wide:w-80 wide:shrink-0 wide:border-r ${isList ? 'flex flex-1' : 'hidden'}`}
      >
        <SettingsNav />
      </aside>
      <main className={`min-w-0 flex-1 overflow-y-auto bg-ground [scrollbar-gutter:stable] ${isList ? 'hidden' : ''}`}>
        {isList ? <ListTitle /> : null}
        <Suspense fallback={<PageSkeleton />}>
          <Routes>
            <Route path="profile" element={<ProfilePage />} />
            <Route element={<AdminsOnly />}>
              <Route path="team" element={<TeamPage />} />
              <Route path="api-keys" element={<ApiKeysPage />} />
              <Route path="workspace" element={<WorkspacePage />} />
            </Route>
            <Route index element={null} />
            <Route path="*" element={<Navigate to="/settings" replace />} />
          </Routes>
        </Suspense>
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
function AdminsOnly() {
  const { t } = useTranslation();
  const isAdmin = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.user.role === 'admin');
  if (isAdmin) return <Outlet />;
  return (
    <SettingsFrame title={t('settings.forAdmins')} intro={t('settings.forAdminsHint')}>
      {null}
    </SettingsFrame>
  );
}
