import { type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, Route, Routes, useLocation } from 'react-router-dom';
import { useAppSelector } from '#store/hooks.ts';
import { Spinner } from '#ui/Spinner.tsx';
import { Layout } from './Layout.tsx';

const LoginPage = lazy(async () => ({ default: (await import('#pages/Login/index.tsx')).LoginPage }));
const ChatPage = lazy(async () => ({ default: (await import('#pages/Chat/index.tsx')).ChatPage }));
const SignUpPage = lazy(async () => ({ default: (await import('#pages/SignUp/index.tsx')).SignUpPage }));
const SettingsPage = lazy(async () => ({ default: (await import('#pages/Settings/index.tsx')).SettingsPage }));
const PhonePage = lazy(async () => ({ default: (await import('#pages/Phone/index.tsx')).PhonePage }));

export function AppRoutes() {
  const status = useAppSelector((state) => state.auth.status);
  if (status === 'restoring' || status === 'unreachable') return <Waiting isUnreachable={status === 'unreachable'} />;
  return (
    <Suspense fallback={<Waiting isUnreachable={false} />}>
      <Routes>
        <Route path="/login" element={<EntryRoute page={LoginPage} />} />
        <Route path="/signup" element={<EntryRoute page={SignUpPage} />} />
        <Route element={<SignedIn />}>
          <Route path="/chat/:conversationId?" element={<ChatPage />} />
          <Route path="/phone" element={<PhonePage />} />
          <Route path="/settings/*" element={<SettingsPage />} />
          <Route path="/" element={<Navigate to="/chat" replace />} />
          <Route path="*" element={<NotFound />} />
        </Route>
      </Routes>
    </Suspense>
  );
}

function SignedIn(): ReactNode {
  const isSignedIn = useAppSelector((state) => state.auth.status === 'signedIn');
  const { pathname } = useLocation();
  return isSignedIn ? <Layout /> : <Navigate to="/login" replace state={{ from: pathname }} />;
}

/** Leads whoever is signed in to where they wanted to go. */
function EntryRoute({ page: Page }: { page: ComponentType }): ReactNode {
  const isSignedIn = useAppSelector((state) => state.auth.status === 'signedIn');
  const location = useLocation();
  return isSignedIn ? <Navigate to={readFrom(location.state)} replace /> : <Page />;
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
    <main className="flex h-full flex-1 flex-col items-center justify-center gap-4 p-6 text-center">
      <p>{t('app.notFound')}</p>
      <Link to="/chat" className="text-link underline">
        {t('app.toChats')}
      </Link>
    </main>
  );
}
