import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startWhatsAppSimulator } from '../../../../embedded/whatsapp/startWhatsAppSimulator.ts';
import { type Control, createControl } from '../../../../embedded/whatsapp/testing/control.ts';
import type { Death } from './createKiller.ts';
import { type NumberProcess, startNumberProcess } from './numberProcess.ts';
import type { Beginning } from './wire.ts';

const business = '+4930901820';
/** What the simulator says of messages that something is wrong with. */
const unreadable = /could not be read|used up|unreadable|is not sent again|has no keys/;
/** The server ends the connection after a link, as it is to. */
const expected = 'stream errored out';

/** A number whose processes come and go, and a WhatsApp that outlives them. */
export type Rig = {
  business: string;
  control: Control;
  /** Links the number: the business's phone scans what the process shows. */
  link: () => Promise<void>;
  /** The process that runs now; a new one where the last one died. */
  running: () => Promise<NumberProcess>;
  /** A new process takes over what the former one left, which is killed if it lives. */
  takeOver: (successor?: Partial<Beginning>) => Promise<NumberProcess>;
  /** Has the process die at a point of what `cause` does. What that is refused by the death does not matter here. */
  kill: (death: Omit<Death, 'times'> & { times?: number }, cause: () => Promise<unknown>) => Promise<void>;
  addCustomer: (addressing: 'pn' | 'lid') => Promise<string>;
  /** What phones and processes could not read, or were to read twice, until it is taken. */
  complaints: () => readonly string[];
  takeComplaints: () => string[];
  close: () => Promise<void>;
};

export async function startRig(): Promise<Rig> {
  const folder = await mkdtemp(join(tmpdir(), 'killed-'));
  let running: NumberProcess | null = null;
  let standsBy: NumberProcess | null = null;
  const complaints: string[] = [];
  const write = (fields: Record<string, unknown>, message: string) => {
    if (unreadable.test(message)) complaints.push(`${message} ${JSON.stringify(fields)}`);
  };
  const log = { debug: () => undefined, info: write, warn: write, error: write };
  const simulator = await startWhatsAppSimulator({ folder: join(folder, 'simulator'), log });
  const control = createControl(simulator.controlUrl);
  const settings = {
    DATA_DIR: folder,
    WHATSAPP_WS_URL: simulator.webSocketUrl,
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
  };
  let customers = 0;

  const rig: Rig = {
    business,
    control,

    async link() {
      const scan = async (qr: string) => void (await control.must('POST', `/phones/${business}/link`, { qr }));
      await (await rig.running()).untilActive(scan);
    },

    async running() {
      return running && !running.hasEnded() ? running : rig.takeOver();
    },

    async takeOver({ keepsDevices = false, weakness = null } = {}) {
      const next = standsBy ?? startNext();
      standsBy = null;
      await running?.kill();
      next.begin({ keepsDevices, weakness });
      running = next;
      return next;
    },

    async kill({ times = 1, ...death }, cause) {
      const victim = await rig.running();
      // Loading takes as long as all the rest.
      standsBy ??= startNext();
      await victim.arm({ ...death, times });
      await Promise.allSettled([cause()]);
      await victim.died(death.point);
    },

    async addCustomer(addressing) {
      customers += 1;
      const phoneNumber = `+49151${String(customers).padStart(8, '0')}`;
      await control.must('POST', '/customers', { phoneNumber, name: 'Erika', addressing });
      return phoneNumber;
    },

    complaints: () => complaints,
    takeComplaints: () => complaints.splice(0),

    async close() {
      await running?.kill();
      await standsBy?.kill();
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };

  function startNext(): NumberProcess {
    return startNumberProcess(settings, (line) => {
      if (!line.includes(expected)) complaints.push(line);
    });
  }

  try {
    await control.must('POST', '/phones', { phoneNumber: business, name: 'Praxis Sonnenschein' });
    return rig;
  } catch (error) {
    await rig.close();
    throw error;
  }
}
