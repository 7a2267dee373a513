import type { BrowserContext, Request, WebSocketRoute } from '@playwright/test';

export type Network = {
  /** Everything but the page's own files is out of reach, and what is open breaks off. */
  cut: () => Promise<void>;
  /** HTTP reads, as behind a proxy that lets no socket through and loses what is posted as a message. */
  allowReading: () => void;
  mend: () => void;
};

/** Puts a network that can be cut between the pages of a context and the server. Sockets opened before are not on it. */
export async function createNetwork(context: BrowserContext): Promise<Network> {
  let state: 'whole' | 'reading' | 'cut' = 'whole';
  const sockets = new Set<WebSocketRoute>();

  const passes = (request: Request): boolean => {
    if (state !== 'reading') return state === 'whole';
    const { pathname } = new URL(request.url());
    return pathname.startsWith('/api/') && !(request.method() === 'POST' && pathname === '/api/messages');
  };
  await context.route(/\/(api|socket\.io)\//, (route) => (passes(route.request()) ? route.continue() : route.abort()));
  await context.routeWebSocket(/\/socket\.io\//, (socket) => {
    socket.connectToServer();
    sockets.add(socket);
  });

  return {
    cut: async () => {
      state = 'cut';
      await Promise.all([...sockets].map((socket) => socket.close()));
      sockets.clear();
    },
    allowReading: () => {
      state = 'reading';
    },
    mend: () => {
      state = 'whole';
    },
  };
}
