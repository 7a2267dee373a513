import { API_CONFIG, type ApiConfig } from '#lib/api/config.ts';
import { createHttp } from '#lib/api/http.ts';
import { createHttpCommand } from '#lib/api/httpCommand.ts';
import { createSession, type Session } from '#lib/api/session.ts';
import { createSignInTabs } from '#lib/api/signInTabs.ts';
import { createKeptMessages } from '#lib/outbox/keptMessages.ts';
import { createOtherTabs } from '#lib/outbox/otherTabs.ts';
import { forgetScreen } from '#lib/snapshot/forgetScreen.ts';
import { type Connection, createConnection } from '#lib/socket/connection.ts';
import { renewUser } from '#store/auth.ts';
import { type AppStore, makeStore } from '#store/makeStore.ts';
import { selectWay } from '#store/slices/connection.ts';
import { signedOut } from '#store/slices/facts.ts';
import { keepDrafts } from './keepDrafts.ts';

export type Parts = { store: AppStore; session: Session; connection: Connection };

/** Wires what the console is made of. */
export function createParts(config: ApiConfig = API_CONFIG): Parts {
  const otherTabs = createOtherTabs();
  const session = createSession(createHttp(config.baseUrl), createSignInTabs(otherTabs.doAlone));
  const connection = createConnection(config.socketUrl, session);
  const overHttp = createHttpCommand(session);
  const store = makeStore({
    // The socket answers at once that there is none, so whatever HTTP can't do ends there too.
    command: (event, payload) =>
      selectWay(store.getState().connection) === 'http' ? overHttp(event, payload) : connection.command(event, payload),
    session,
    kept: createKeptMessages(),
    otherTabs,
    now: Date.now,
    makeId: () => crypto.randomUUID(),
    wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
  });
  session.listen({
    onRenewed: (user) => store.dispatch(renewUser(user)),
    onEnded: () => store.dispatch(signedOut({ wasEnded: true })),
  });
  keepDrafts(store);
  forgetWhenSignedOut(store);
  return { store, session, connection };
}

/** As soon as it is known that nobody is signed in (any more), nothing of what was shown stays in this browser. */
function forgetWhenSignedOut(store: AppStore): void {
  let status = store.getState().auth.status;
  store.subscribe(() => {
    const before = status;
    ({ status } = store.getState().auth);
    if (status === 'signedOut' && before !== 'signedOut') forgetScreen();
  });
}
