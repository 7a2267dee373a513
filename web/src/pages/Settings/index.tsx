import '#lib/zodWithoutEval.ts';
import '#lib/texts/later.ts';
import { type ComponentType, lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Redirect, Route, Switch, useLocation } from 'wouter';
import { useIsWide } from '#hooks/useIsWide.ts';
import { usePageTitle } from '#hooks/usePageTitle.ts';
import { SplitPage } from '#layouts/SplitPage.tsx';
import { useAppSelector } from '#store/hooks.ts';
import { PageSkeleton } from './PageSkeleton.tsx';
import { SettingsFrame } from './SettingsFrame.tsx';
import { SettingsNav } from './SettingsNav.tsx';

const ProfilePage = lazy(async () => ({ default: (await import('./Profile/index.tsx')).ProfilePage }));
const ConsolePage = lazy(async () => ({ default: (await import('./Console/index.tsx')).ConsolePage }));
const TeamPage = lazy(async () => ({ default: (await import('./Team/index.tsx')).TeamPage }));
const ApiKeysPage = lazy(async () => ({ default: (await import('./ApiKeys/index.tsx')).ApiKeysPage }));
const WorkspacePage = lazy(async () => ({ default: (await import('./Workspace/index.tsx')).WorkspacePage }));

/** What can be set: a list beside the page; on narrow windows first the list, then the page. */
export function SettingsPage() {
  const [pathname] = useLocation();
  const isWide = useIsWide();
  const isList = /^\/settings\/?$/.test(pathname);

  if (isList && isWide) return <Redirect to="/settings/profile" replace />;
  return (
    <SplitPage
      isList={isList}
      list={
        <>
          {isList ? <ListTitle /> : null}
          <SettingsNav />
        </>
      }
    >
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
          <Route>
            <Redirect to="/settings" replace />
          </Route>
        </Switch>
      </Suspense>
    </SplitPage>
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
