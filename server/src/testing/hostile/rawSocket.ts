import { once } from 'node:events';
import { WebSocket } from 'ws';
import { waitFor } from '../waitFor.ts';

/** A WebSocket that speaks Engine.IO by hand, so that it can say what no client library would. */
export type RawSocket = {
  send: (frame: string | Uint8Array) => void;
  /** The text frames that came. */
  heard: string[];
  isOpen: () => boolean;
  /** Reads nothing more, until it goes on. */
  pause: () => void;
  resume: () => void;
  close: () => void;
};

/** @param token what it signs in with; `null`: it connects without */
export async function connectRaw(url: string, token: string | null): Promise<RawSocket> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const heard: string[] = [];
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) heard.push(data.toString());
    if (data.toString() === '2') socket.send('3');
  });
  // How it ends is what the tests look at.
  socket.on('error', () => undefined);
  await once(socket, 'open');
  socket.send(`40${token === null ? '' : JSON.stringify({ token })}`);
  const awaited = token === null ? '40' : '42["authenticated"';
  await waitFor('the connection', () => heard.some((frame) => frame.startsWith(awaited)));
  return {
    send: (frame) => socket.send(frame),
    heard,
    isOpen: () => socket.readyState === WebSocket.OPEN,
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.terminate(),
  };
}
