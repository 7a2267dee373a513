import { z } from 'zod';
import { createControl } from '../../embedded/whatsapp/testing/control.ts';
import type { WhatsAppWorld } from '../recordedSession.contract.ts';
import type { BaileysRig } from './baileysRig.contract.ts';
import type { BaileysWayParts } from './createBaileysWay.ts';

/** The simulator as the contract's cases use it, and a way that leads to it. */
export function createBaileysWorld(rig: BaileysRig, changes: Partial<BaileysWayParts> = {}): WhatsAppWorld {
  const control = createControl(rig.controlUrl);
  let numbers = 0;

  async function makeNumber(path: string, prefix: string, body: object): Promise<string> {
    numbers += 1;
    const phoneNumber = `${prefix}${String(numbers).padStart(6, '0')}`;
    await control.must('POST', path, { phoneNumber, ...body });
    return phoneNumber;
  }

  return {
    way: rig.createWay(changes),
    hastyWay: rig.createWay({ ...changes, pairingCodeSeconds: 1 }),
    newBusiness: () => makeNumber('/phones', '+49309', { name: 'Praxis Sonnenschein' }),
    newCustomer: (addressing) => makeNumber('/customers', '+491511', { name: 'Erika', addressing }),
    link: async (business, { qr }) => void (await control.must('POST', `/phones/${business}/link`, { qr })),
    typeCode: async (business, pairingCode) =>
      void (await control.must('POST', `/phones/${business}/link`, { pairingCode })),
    async linkedDevices(business) {
      const { phones } = phonesSchema.parse(await control.must('GET', '/phones'));
      return phones.find(({ phoneNumber }) => phoneNumber === business)?.devices.length ?? 0;
    },
    writeAsCustomer: (customer, business, text) => control.write(customer, business, text),
    async writeOnPhone(business, customer, text) {
      const { id } = await control.must('POST', `/phones/${business}/messages`, { to: customer, text });
      return String(id);
    },
    read: async (customer, business) =>
      void (await control.must('POST', `/customers/${customer}/read`, { with: business })),
    typeAsCustomer: async (customer, business, isTyping) =>
      void (await control.must('POST', `/customers/${customer}/typing`, { with: business, isTyping })),
    async isTypedTo(customer, business) {
      const path = `/customers/${customer}/messages?with=${encodeURIComponent(business)}`;
      return (await control.must('GET', path))['isTyping'] === true;
    },
    thread: (customer, business) => control.thread(customer, business),
    dropConnection: async (business) =>
      void (await control.must('POST', '/faults', { kind: 'drop-socket', number: business })),
    unlinkOnPhone: async (business) => void (await control.must('POST', `/phones/${business}/unlink`)),
    close: rig.close,
  };
}

const phonesSchema = z.object({
  phones: z.array(z.object({ phoneNumber: z.string(), devices: z.array(z.unknown()) })),
});
