import { expect } from 'vitest';
import type { ServerProcess } from '../spawnServer.ts';
import { waitFor } from '../waitFor.ts';
import { type Pair, startPair } from './startPair.ts';
import { createTraffic } from './traffic.ts';

const business = '+4930123456';
const customer = '+4915111111151';
/** Others may be at work on the same machine. In milliseconds. */
const patience = 90_000;

/** Two servers, of which one holds a linked number and the other one stands by, and a conversation at the first. */
export async function startScene() {
  const pair = await startPair();
  try {
    return await playOn(pair);
  } catch (error) {
    await pair.close();
    throw error;
  }
}

async function playOn(pair: Pair) {
  const holder = await pair.start();
  await pair.link(holder, business);
  await pair.simulator.addCustomer({ phoneNumber: customer });
  const traffic = createTraffic({ simulator: pair.simulator, business, customer });
  await traffic.connect(holder);

  return {
    holder,
    standBy: await pair.start(),
    start: pair.start,
    traffic,
    device: () => pair.device(business),

    /** Both sides go on for a while. */
    async flowing(): Promise<void> {
      const before = traffic.count();
      await until('messages of both sides', () => {
        const now = traffic.count();
        return now.sent >= before.sent + 10 && now.written >= before.written + 10;
      });
    },

    /** @returns how long it took since then until a server’s number was connected, for the first time or the n-th */
    async untilActive(server: ServerProcess, since: number, times = 1): Promise<number> {
      await until('the number to be connected', () => server.output().split('"status":"active"').length > times);
      return performance.now() - since;
    },

    until,

    /** How often WhatsApp’s side saw a second socket come, and closed the first. */
    countReplacements: (): number => pair.whatsappOutput().split('took the place of another').length - 1,

    async close(): Promise<void> {
      traffic.close();
      await pair.close();
    },
  };

  /** Looks along the way that the number never has two sockets. */
  function until(what: string, isSo: () => boolean): Promise<boolean> {
    const ask = async () => {
      expect((await pair.device(business)).sockets).toBeLessThanOrEqual(1);
      return isSo();
    };
    return waitFor(what, ask, patience);
  }
}

export type Scene = Awaited<ReturnType<typeof startScene>>;

export function tellFigure(what: string, took: number): void {
  process.stdout.write(`${what}: ${(took / 1000).toFixed(1)} s\n`);
}
