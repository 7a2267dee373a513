import type { Page } from '@playwright/test';

export type PageSockets = {
  /** How many WebSockets were opened so far, and how many of them are closed by now. */
  opened: () => number;
  closed: () => number;
  /** The names of the events that the page sent, in order. */
  sent: () => string[];
  /** Forgets what was sent so far. */
  forget: () => void;
};

/** Between two packets of Socket.IO in one request. */
const separator = '\u001E';

/** Listens to what a page says over Socket.IO from now on: over requests at first, and then over a WebSocket. */
export function watchSockets(page: Page): PageSockets {
  let [opened, closed] = [0, 0];
  let sent: string[] = [];
  const take = (packet: string) => {
    // An event is sent as `42["name",…]`, with a number before the bracket where an answer is wanted.
    const name = /^42\d*\["(\w+)"/.exec(packet)?.[1];
    if (name !== undefined) sent.push(name);
  };
  page.on('request', (request) => {
    if (!new URL(request.url()).pathname.startsWith('/socket.io/')) return;
    for (const packet of request.postData()?.split(separator) ?? []) take(packet);
  });
  page.on('websocket', (socket) => {
    opened += 1;
    socket.on('close', () => {
      closed += 1;
    });
    socket.on('framesent', ({ payload }) => take(payload.toString()));
  });
  return {
    opened: () => opened,
    closed: () => closed,
    sent: () => sent,
    forget: () => {
      sent = [];
    },
  };
}
