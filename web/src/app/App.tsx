import { useEffect } from 'react';
import { Provider } from 'react-redux';
import '#lib/texts/i18n.ts';
import { ApiProvider } from '#providers/api-provider.tsx';
import { SocketProvider } from '#providers/socket-provider.tsx';
import { restoreSignIn } from '#store/auth.ts';
import { BrokenLook, Guard } from '#ui/Guard.tsx';
import { Broken } from './Broken.tsx';
import type { Parts } from './createParts.ts';
import { AppRoutes } from './routes.tsx';

export function App({ parts: { store, session, connection } }: { parts: Parts }) {
  useEffect(() => {
    void store.dispatch(restoreSignIn());
  }, [store]);

  return (
    <Provider store={store}>
      <ApiProvider api={session}>
        <SocketProvider connection={connection}>
          <BrokenLook value={Broken}>
            <Guard place="window">
              <AppRoutes />
            </Guard>
          </BrokenLook>
        </SocketProvider>
      </ApiProvider>
    </Provider>
  );
}
