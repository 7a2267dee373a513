import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningSimulator, startWhatsAppSimulator } from '../startWhatsAppSimulator.ts';
import { type Control, createControl } from './control.ts';

export const business = '+4930901820';
export const customer = '+4915112345678';

export type TestSimulator = {
  url: string;
  controlUrl: string;
  control: Control;
  folder: string;
  /** Everything that was logged above `debug`. */
  logged: string[];
  /** Stops it and starts it again on the same port with the same state. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

/** A simulator in a folder of its own, with a business's phone and a customer. */
export async function startTestSimulator(): Promise<TestSimulator> {
  const folder = await mkdtemp(join(tmpdir(), 'whatsapp-simulator-'));
  const logged: string[] = [];
  const write = (fields: Record<string, unknown>, message: string) => {
    logged.push(`${message} ${JSON.stringify(fields)}`);
  };
  const log = { debug: () => undefined, info: write, warn: write, error: write };
  let simulator: RunningSimulator = await startWhatsAppSimulator({ folder, log });
  const port = Number(new URL(simulator.controlUrl).port);
  const control = createControl(simulator.controlUrl);
  await control.must('POST', '/phones', { phoneNumber: business, name: 'Praxis Sonnenschein' });
  await control.must('POST', '/customers', { phoneNumber: customer, name: 'Erika' });

  return {
    url: simulator.webSocketUrl,
    controlUrl: simulator.controlUrl,
    control,
    folder,
    logged,
    async restart() {
      await simulator.close();
      simulator = await startWhatsAppSimulator({ folder, port, log });
    },
    async close() {
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
