import { onTestFinished } from 'vitest';
import { createParts, type Parts } from '#app/createParts.ts';
import { restoreSignIn } from '#store/auth.ts';
import { followOutbox } from '#store/outbox.ts';
import { socketChanged } from '#store/slices/connection.ts';
import { receive } from '#store/socketEvents.ts';
import { apiUrl } from './handlers.ts';
import type { TestServer } from './startServer.ts';

export type Tab = Parts & { close: () => void };

/** A tab without its screen, for whoever is signed in. It is closed with the test at the latest. */
export async function openTab(server: TestServer): Promise<Tab> {
  const parts = createParts({ baseUrl: apiUrl, socketUrl: server.url });
  const { store, connection } = parts;
  await store.dispatch(restoreSignIn());
  const disconnect = connection.start({
    onState: (socket) => store.dispatch(socketChanged({ socket, at: Date.now() })),
    onEvent: (event, payload) => store.dispatch(receive(event, payload)),
    onAny: () => undefined,
  });
  const leave = store.dispatch(followOutbox());
  const close = () => {
    disconnect();
    leave();
  };
  onTestFinished(close);
  return { ...parts, close };
}
