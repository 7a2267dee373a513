import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export type Line = {
  /** The server's address by way of the line. */
  url: string;
  /** Nothing arrives any more on what is connected, and nobody is told. */
  hold: () => void;
  /** Everything breaks off, and nobody is connected. */
  cut: () => void;
  mend: () => void;
  close: () => Promise<void>;
};

/** A line to a server that can be lost, as in a tunnel. */
export async function openLine(serverUrl: string): Promise<Line> {
  const target = new URL(serverUrl);
  const pairs = new Set<readonly [Socket, Socket]>();
  let isCut = false;

  const entry = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const end of pair) {
      // That one end broke off is the other one's end too.
      end.on('error', () => end.destroy());
      end.on('close', () => {
        pairs.delete(pair);
        for (const other of pair) other.destroy();
      });
    }
    near.pipe(far);
    far.pipe(near);
  });
  entry.listen(0, target.hostname);
  await once(entry, 'listening');
  const address = entry.address();
  if (address === null || typeof address === 'string') throw new Error('The line has no port.');

  const cut = () => {
    isCut = true;
    for (const [near, far] of [...pairs]) {
      near.destroy();
      far.destroy();
    }
  };
  return {
    url: `http://${target.hostname}:${address.port}`,
    hold: () => {
      for (const [near, far] of pairs) {
        near.unpipe(far).pause();
        far.unpipe(near).pause();
      }
    },
    cut,
    mend: () => {
      isCut = false;
    },
    close: async () => {
      cut();
      entry.close();
      await once(entry, 'close');
    },
  };
}
