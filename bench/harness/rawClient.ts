import { WebSocket } from 'ws';

/**
 * A client that speaks Socket.IO by hand and reads no more of what it hears than the event's name: on a machine that
 * plays both sides it takes little from the server that is measured.
 */
export type RawClient = {
  /** Emits and resolves when it is acknowledged. @throws Error when the answer is a refusal */
  ask: (event: string, payload: unknown) => Promise<void>;
  /** How often an event was heard. */
  heard: (event: string) => number;
  close: () => void;
};

/** The longest name of an event, and what stands before it. */
const nameLength = 48;

/** @param token signs in where one is needed; resolves when that is done */
export async function connectRaw(url: string, token?: string): Promise<RawClient> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const counts = new Map<string, number>();
  const waiting = new Map<string, (answer: string) => void>();
  const { promise: isReady, resolve: ready, reject } = Promise.withResolvers<void>();
  let lastId = 0;

  socket.on('error', reject);
  socket.on('close', () => reject(new Error(`${url} closed the connection.`)));
  socket.on('message', (data: Buffer) => {
    const start = data.toString('latin1', 0, nameLength);
    if (start.startsWith('42["')) {
      const name = start.slice(4, start.indexOf('"', 4));
      counts.set(name, (counts.get(name) ?? 0) + 1);
      if (name === 'authenticated') ready();
      if (name === 'auth_error') reject(new Error('The token was refused.'));
    } else if (start.startsWith('43')) {
      const id = start.slice(2, start.indexOf('['));
      waiting.get(id)?.(start);
      waiting.delete(id);
    } else if (start === '2') {
      socket.send('3');
    } else if (start.startsWith('0{')) {
      socket.send(`40${token ? JSON.stringify({ token }) : ''}`);
    } else if (start.startsWith('40') && token === undefined) {
      ready();
    }
  });
  await isReady;

  return {
    async ask(event, payload) {
      lastId += 1;
      const id = String(lastId);
      const answered = new Promise<string>((resolve) => waiting.set(id, resolve));
      socket.send(`42${id}${JSON.stringify([event, payload])}`);
      const answer = await answered;
      if (answer.includes('"success":false')) throw new Error(`${event} was refused.`);
    },
    heard: (event) => counts.get(event) ?? 0,
    close: () => socket.close(),
  };
}
