import type { Socket } from 'socket.io';

/** More packets than a client that still reads ever leaves unsent, even when it floods us; about 6 MB of refusals. */
const maxUnsent = 20_000;

/**
 * Closes a connection whose client asks, or is told, and never reads: what is unsent is kept in memory, and would grow
 * without end. A client that was only slow comes again and catches up.
 */
export function closeUnread(connection: Socket['conn']): void {
  let unsent = 0;
  connection.on('packetCreate', () => {
    unsent += 1;
    // Without waiting for what nobody reads.
    if (unsent === maxUnsent) connection.close(true);
  });
  connection.on('flush', () => {
    unsent = 0;
  });
}
