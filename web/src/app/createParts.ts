import { API_CONFIG, type ApiConfig } from '#lib/api/config.ts';
import { createHttp } from '#lib/api/http.ts';
import { createSession, type Session } from '#lib/api/session.ts';
import { type Connection, createConnection } from '#lib/socket/connection.ts';
import { type AppStore, makeStore } from '#store/makeStore.ts';
import { userRenewed } from '#store/slices/auth.ts';
import { signedOut } from '#store/slices/facts.ts';
import { keepDrafts } from './keepDrafts.ts';

export type Parts = { store: AppStore; session: Session; connection: Connection };

/** Wires what the console is made of. */
export function createParts(config: ApiConfig = API_CONFIG): Parts {
  const session = createSession(createHttp(config.baseUrl));
  const connection = createConnection(config.socketUrl, session);
  const store = makeStore({
    command: connection.command,
    session,
    now: Date.now,
    makeId: () => crypto.randomUUID(),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  session.listen({
    onRenewed: (user) => store.dispatch(userRenewed(user)),
    onEnded: () => store.dispatch(signedOut({ wasEnded: true })),
  });
  keepDrafts(store);
  return { store, session, connection };
}
