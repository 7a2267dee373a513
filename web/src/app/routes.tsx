import { type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Redirect, Route, Switch, useLocation, useSearch } from 'wouter';
import { useHistoryState } from 'wouter/use-browser-location';
import { useAppSelector } from '#store/hooks.ts';
import { Spinner } from '#ui/Spinner.tsx';
import { Layout } from './Layout.tsx';

const LoginPage = lazy(async () => ({ default: (await import('#pages/Login/index.tsx')).LoginPage }));
const ChatPage = lazy(async () => ({ default: (await import('#pages/Chat/index.tsx')).ChatPage }));
const SignUpPage = lazy(async () => ({ default: (await import('#pages/SignUp/index.tsx')).SignUpPage }));
const SettingsPage = lazy(async () => ({ default: (await import('#pages/Settings/index.tsx')).SettingsPage }));
const ChannelsPage = lazy(async () => ({ default: (await import('#pages/Channels/index.tsx')).ChannelsPage }));
const LivePage = lazy(async () => ({ default: (await import('#pages/Live/index.tsx')).LivePage }));
const PhonePage = lazy(async () => ({ default: (await import('#pages/Phone/index.tsx')).PhonePage }));

export function AppRoutes() {
  const status = useAppSelector((state) => state.auth.status);
  if (status === 'restoring' || status === 'unreachable') return <Waiting isUnreachable={status === 'unreachable'} />;
  return (
    <Suspense fallback={<Waiting isUnreachable={false} />}>
      <Switch>
        <Route path="/login">
          <EntryRoute page={LoginPage} />
        </Route>
        <Route path="/signup">
          <EntryRoute page={SignUpPage} />
        </Route>
        <Route>
          <SignedIn />
        </Route>
      </Switch>
    </Suspense>
  );
}

function SignedIn(): ReactNode {
  const isSignedIn = useAppSelector((state) => state.auth.status === 'signedIn');
  const [path] = useLocation();
  const search = useSearch();
  const from = search === '' ? path : `${path}?${search}`;
  if (!isSignedIn) return <Redirect to="/login" replace state={{ from }} />;
  return (
    <Layout>
      <Switch>
        <Route path="/chat/:conversationId?">
          <ChatPage />
        </Route>
        <Route path="/channels/:channelId?">
          <ChannelsPage />
        </Route>
        <Route path="/live">
          <LivePage />
        </Route>
        <Route path="/phone">
          <PhonePage />
        </Route>
        <Route path="/settings/*?">
          <SettingsPage />
        </Route>
        <Route path="/">
          <Redirect to="/chat" replace />
        </Route>
        <Route>
          <NotFound />
        </Route>
      </Switch>
    </Layout>
  );
}

/** Leads whoever is signed in to where they wanted to go. */
function EntryRoute({ page: Page }: { page: ComponentType }): ReactNode {
  const isSignedIn = useAppSelector((state) => state.auth.status === 'signedIn');
  const state = useHistoryState<unknown>();
  return isSignedIn ? <Redirect to={readFrom(state)} replace /> : <Page />;
}

function readFrom(state: unknown): string {
  const hasFrom = typeof state === 'object' && state !== null && 'from' in state;
  return hasFrom && typeof state.from === 'string' ? state.from : '/chat';
}

function Waiting({ isUnreachable }: { isUnreachable: boolean }) {
  const { t } = useTranslation();
  return (
    <main className="flex h-window flex-col items-center justify-center gap-4 p-6 text-center text-muted">
      <Spinner size={28} label={t('app.loading')} />
      {isUnreachable ? <p role="alert">{t('app.unreachable')}</p> : null}
    </main>
  );
}

function NotFound() {
  const { t } = useTranslation();
  return (
    <main className="flex h-full flex-1 flex-col items-center justify-center gap-2 bg-ground p-6 text-center">
      <h1 className="font-medium text-[1.25rem] leading-7">{t('app.notFound')}</h1>
      <Link to="/chat" className="inline-flex min-h-6 items-center text-link underline pointer-coarse:min-h-11">
        {t('app.toChats')}
      </Link>
    </main>
  );
}
