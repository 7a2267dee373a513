import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** How often connections are closed that are kept open for another request, in milliseconds. */
const idlePause = 50;

/**
 * Watches a server's connections, so that how long its end takes is not up to who is on the other side of them.
 * @returns a function that begins to close those on which nothing is to be answered any more, and cuts all of them off after `limit`
 * milliseconds, until what it returns is called
 */
export function watchConnections(http: Server): (limit: number) => () => void {
  const open = new Set<Socket>();
  let isCutOff = false;
  http.on('connection', (socket) => {
    if (isCutOff) {
      socket.destroy();
      return;
    }
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });

  return (limit) => {
    // Node closes those that are idle once; one that still had an answer to give stays open for seconds after it.
    const closing = setInterval(() => http.closeIdleConnections(), idlePause);
    const cutting = setTimeout(() => {
      isCutOff = true;
      for (const socket of open) socket.destroy();
    }, limit);
    return () => {
      clearInterval(closing);
      clearTimeout(cutting);
    };
  };
}
