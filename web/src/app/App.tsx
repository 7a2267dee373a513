import { useEffect } from 'react';
import { Provider } from 'react-redux';
import { BrowserRouter } from 'react-router-dom';
import '#lib/texts/i18n.ts';
import { ApiProvider } from '#providers/api-provider.tsx';
import { SocketProvider } from '#providers/socket-provider.tsx';
import { restoreSignIn } from '#store/auth.ts';
import type { Parts } from './createParts.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { AppRoutes } from './routes.tsx';

export function App({ parts: { store, session, connection } }: { parts: Parts }) {
  useEffect(() => {
    void store.dispatch(restoreSignIn());
  }, [store]);

  return (
    <Provider store={store}>
      <ApiProvider api={session}>
        <SocketProvider connection={connection}>
          <BrowserRouter>
            <ErrorBoundary>
              <AppRoutes />
            </ErrorBoundary>
          </BrowserRouter>
        </SocketProvider>
      </ApiProvider>
    </Provider>
  );
}
