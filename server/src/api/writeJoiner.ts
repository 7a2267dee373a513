import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Telling many clients many facts costs a system call for each, which is most of what a busy server does. This holds
 * back what is written to upgraded connections until all that follows from the present event is done, so that each
 * client gets what it is told meanwhile in one write, or two.
 * @returns a function that begins to hold back
 */
export function createWriteJoiner(http: Server): () => void {
  const connections = new Set<Duplex>();
  let held: Duplex[] = [];
  http.on('upgrade', (_request, connection) => {
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
  });

  return () => {
    if (held.length > 0) return;
    held = [...connections];
    for (const connection of held) connection.cork();
    // Comes after the promises that are settled by now, and what they set off.
    process.nextTick(release);
  };

  function release(): void {
    const told = held.filter(({ writableLength }) => writableLength > 0);
    for (const connection of held) connection.uncork();
    held = [];
    // Engine.IO hands over one packet, and all others only when it hears, in the next tick, that this one is written.
    for (const connection of told) connection.cork();
    process.nextTick(() => {
      for (const connection of told) connection.uncork();
    });
  }
}
