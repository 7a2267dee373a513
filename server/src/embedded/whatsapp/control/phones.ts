import { CommandError } from '@erp-whatsapp/shared/errors';
import type {
  CreatePhone,
  LinkPhone,
  PhoneMessage,
  SimulatedDevice,
  SimulatedPhone,
  ThreadResponse,
  UnlinkPhone,
} from '@erp-whatsapp/shared/simulator';
import { toTextMessage } from '../devices/content.ts';
import type { Writing } from '../devices/writing.ts';
import type { Clients } from '../server/clients.ts';
import type { LinkedDevices } from '../server/linkedDevices.ts';
import type { Pairing } from '../server/pairing.ts';
import type { Presence } from '../server/presence.ts';
import type { Account, Accounts } from '../state/accounts.ts';
import type { Device, Devices } from '../state/devices.ts';
import type { Entries } from '../state/entries.ts';
import type { Turns } from '../state/turns.ts';
import type { Directory } from './directory.ts';
import { toSimulatedMessage } from './thread.ts';

export type PhonesParts = {
  accounts: Accounts;
  devices: Devices;
  entries: Entries;
  clients: Clients;
  directory: Directory;
  linkedDevices: LinkedDevices;
  pairing: Pairing;
  presence: Presence;
  writing: Writing;
  turns: Turns;
};

export type Phones = ReturnType<typeof createPhones>;

/** What can be done with the virtual phones of businesses. */
export function createPhones(parts: PhonesParts) {
  const { accounts, devices, entries, clients, directory, linkedDevices, pairing, presence, writing, turns } = parts;

  function toDevice({ number, device, platform, linkedAt }: Device): SimulatedDevice {
    const online = clients.find({ number, device })?.isActive ?? false;
    const sockets = clients.countOpen({ number, device });
    return { id: device, platform, linkedAt: new Date(linkedAt).toISOString(), online, sockets };
  }

  function listLinked(number: string): Device[] {
    return devices.list(number).filter(({ device }) => device !== 0);
  }

  function toPhone({ number, name }: Account): SimulatedPhone {
    return { phoneNumber: number, name, devices: listLinked(number).map(toDevice) };
  }

  return {
    create: (input: CreatePhone): Promise<SimulatedPhone> =>
      turns.take(() => toPhone(directory.create('phone', input))),

    list: (): Promise<SimulatedPhone[]> => turns.take(() => accounts.list('phone').map(toPhone)),

    /** Scans a QR code or types a pairing code; resolves once the device is linked. */
    async link(number: string, { qr, pairingCode }: LinkPhone): Promise<SimulatedDevice> {
      const phone = await turns.take(() => directory.findAs('phone', number));
      if (qr && !pairingCode) return toDevice(await pairing.link(phone.number, qr));
      if (pairingCode && !qr) return toDevice(await pairing.linkByCode(phone.number, pairingCode));
      throw new CommandError(
        'INVALID_INPUT',
        'Give either the text of the QR code as "qr" or the eight characters of the code as "pairingCode".',
      );
    },

    unlink: (number: string, { device }: UnlinkPhone): Promise<SimulatedDevice[]> =>
      turns.take(async () => {
        const phone = directory.findAs('phone', number);
        const chosen = listLinked(phone.number).filter((linked) => (device ?? linked.device) === linked.device);
        if (device && chosen.length === 0) {
          throw new CommandError('NOT_FOUND', `${phone.number} has no linked device ${device}.`);
        }
        for (const linked of chosen) {
          await linkedDevices.remove(linked);
        }
        return chosen.map((linked) => ({ ...toDevice(linked), online: false, sockets: 0 }));
      }),

    /** Writes on the phone itself. @returns the message's id. */
    write: (number: string, { to, text }: PhoneMessage): Promise<string> =>
      turns.take(() => {
        const owner = directory.findAs('phone', number);
        const recipient = directory.find(to);
        return writing.write({ owner, recipient, addressing: recipient.addressing, message: toTextMessage(text) });
      }),

    /** A thread as the phone itself shows it. */
    thread: (number: string, withNumber: string): Promise<ThreadResponse> =>
      turns.take(() => {
        const owner = directory.findAs('phone', number);
        const peer = directory.parse(withNumber);
        const messages = entries.list(owner.number, peer).map(toSimulatedMessage);
        return { messages, isTyping: presence.isTyping(peer, owner.number) };
      }),
  };
}
