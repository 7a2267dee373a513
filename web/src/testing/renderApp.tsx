import { render } from '@testing-library/react';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { onTestFinished } from 'vitest';
import { App } from '#app/App.tsx';
import { createParts, type Parts } from '#app/createParts.ts';
import { makeUser } from './factories.ts';
import { apiState, apiUrl } from './handlers.ts';
import { startServer, type TestServer } from './startServer.ts';

export type Rendered = Parts & {
  server: TestServer;
  user: UserEvent;
  /** Closes this tab; the server stays. */
  closeTab: () => void;
};

type Start = {
  path?: string;
  /** Nobody is signed in when this is false. */
  isSignedIn?: boolean;
  role?: 'admin' | 'agent';
  /** Of an earlier tab; without it the tab gets a server of its own. */
  server?: TestServer;
  /** Makes the server's data before the console starts. */
  prepare?: (server: TestServer) => void;
};

/** The whole console against a real Socket.IO server of its own, which ends with the test. */
export async function renderApp({ path = '/chat', isSignedIn = true, role = 'admin', ...start }: Start = {}) {
  const { prepare } = start;
  const server = start.server ?? (await startServer());
  prepare?.(server);
  if (isSignedIn) apiState.cookieOf = makeUser({ role });
  window.history.replaceState(null, '', path);
  const parts = createParts({ baseUrl: apiUrl, socketUrl: server.url });
  const { unmount } = render(<App parts={parts} />);
  onTestFinished(async () => {
    unmount();
    await server.close();
  });
  const rendered: Rendered = { ...parts, server, user: userEvent.setup({ delay: null }), closeTab: unmount };
  return rendered;
}
