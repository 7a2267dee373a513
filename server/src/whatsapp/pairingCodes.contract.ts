import { describe, expect, test } from 'vitest';
import { waitFor } from '../embedded/whatsapp/testing/waitFor.ts';
import {
  lastState,
  linkRecorded,
  type openRecorded,
  type Recorded,
  untilActive,
  untilCode,
  untilQr,
  type WhatsAppWorld,
} from './recordedSession.contract.ts';

/** What {@link describePairingCodes} needs of the suite that it is part of. */
export type PairingCodeSuite = {
  world: () => WhatsAppWorld;
  /** Opens a session that is closed after the test. */
  record: (given?: Parameters<typeof openRecorded>[1], way?: WhatsAppWorld['way']) => Recorded;
};

/** What the phone says of a device that shows another code, or none: it may have heard of that or be about to. */
const gone = /No device waits|not known|has gone|not the code/;

/** The part of the contract that is about linking by a code. */
export function describePairingCodes({ world, record }: PairingCodeSuite): void {
  describe('a pairing code', () => {
    /** A number that shows a code, and the phone that the code is for. */
    async function shown(...[given, way]: Parameters<typeof record>) {
      const business = await world().newBusiness();
      const recorded = record(given, way);
      await recorded.session.requestPairingCode(business);
      return { ...recorded, business, ...(await untilCode(recorded)) };
    }

    test('typed on the phone links the number, without a QR', async () => {
      const before = Date.now();
      const { business, code, expiresAt, ...recorded } = await shown();
      expect(code).toMatch(/^[0-9A-Z]{8}$/);
      expect(Math.abs(expiresAt - before - 120_000)).toBeLessThan(10_000);
      expect(await world().way.isLinked(recorded.channel)).toBe(false);

      await world().typeCode(business, code);

      await untilActive(recorded);
      expect(lastState(recorded)).toEqual({ status: 'active', phoneNumber: business });
      expect(recorded.states.map(({ status }) => status)).toEqual([
        'connecting',
        'pairing_code_ready',
        'connecting',
        'active',
      ]);
      expect(await world().way.isLinked(recorded.channel)).toBe(true);
      expect(await world().linkedDevices(business)).toBe(1);
    });

    test('links for good: messages come, and opening again needs nothing', async () => {
      const { business, code, ...first } = await shown();
      await world().typeCode(business, code);
      await untilActive(first);
      await first.session.close();

      const again = record({ ...first.channel, phoneNumber: business });
      await untilActive(again);

      const customer = await world().newCustomer('lid');
      await world().writeAsCustomer(customer, business, 'hello');
      await waitFor('the message', () => again.messages.find(({ content }) => content === 'hello'));
      expect(again.states.map(({ status }) => status)).toEqual(['connecting', 'active']);
    });

    test('may be typed in small letters, with what people put between them', async () => {
      const { business, code, ...recorded } = await shown();
      await world().typeCode(business, `${code.slice(0, 4)}-${code.slice(4)}`.toLowerCase());
      await untilActive(recorded);
    });

    test('typed wrongly links nothing, and typed rightly after that it links the number', async () => {
      const { business, code, ...recorded } = await shown();
      const wrong = code === '22222222' ? '33333333' : '22222222';

      await expect(world().typeCode(business, wrong)).rejects.toThrow('not the code that the device shows');
      expect(await world().linkedDevices(business)).toBe(0);
      expect(lastState(recorded)).toMatchObject({ status: 'pairing_code_ready', code });

      await world().typeCode(business, code);
      await untilActive(recorded);
    });

    test('is of no use on the phone of another number', async () => {
      const { business, code, ...recorded } = await shown();
      const other = await world().newBusiness();

      await expect(world().typeCode(other, code)).rejects.toThrow(gone);

      await world().typeCode(business, code);
      await untilActive(recorded);
      expect(await world().linkedDevices(other)).toBe(0);
    });

    test('that nobody types in time ends the try, and a new one can be asked for', async () => {
      const { business, code, channel, ...recorded } = await shown({}, world().hastyWay);

      await waitFor('the end', () => lastState(recorded)?.status === 'error');
      expect(lastState(recorded)).toEqual({
        status: 'error',
        lastDisconnect: {
          reason: 'PAIRING_CODE_EXPIRED',
          message: 'The code was not typed in time. Ask for a new one.',
        },
      });
      await expect(world().typeCode(business, code)).rejects.toThrow(gone);

      const again = record(channel);
      await again.session.requestPairingCode(business);
      await world().typeCode(business, (await untilCode(again)).code);
      await untilActive(again);
    });

    test('is worthless once another one was asked for', async () => {
      const { business, code, ...recorded } = await shown();

      await recorded.session.requestPairingCode(business);
      const next = await untilCode(recorded, code);

      await expect(world().typeCode(business, code)).rejects.toThrow('not the code that the device shows');
      await world().typeCode(business, next.code);
      await untilActive(recorded);
      expect(await world().linkedDevices(business)).toBe(1);
    });

    test('can be asked for anew for another phone', async () => {
      const { business, code, ...recorded } = await shown();
      const other = await world().newBusiness();

      await recorded.session.requestPairingCode(other);
      const next = await untilCode(recorded, code);

      await expect(world().typeCode(business, next.code)).rejects.toThrow(gone);
      await world().typeCode(other, next.code);
      await untilActive(recorded);
      expect(lastState(recorded)).toEqual({ status: 'active', phoneNumber: other });
    });

    test('takes the place of a QR, and a QR the place of a code', async () => {
      const business = await world().newBusiness();
      const recorded = record();
      const former = await untilQr(recorded);

      await recorded.session.requestPairingCode(business);
      const { code } = await untilCode(recorded);
      await expect(world().link(business, former)).rejects.toThrow(gone);

      await recorded.session.returnToQr();
      const qr = await untilQr(recorded);
      await expect(world().typeCode(business, code)).rejects.toThrow(gone);

      await world().link(business, qr);
      await untilActive(recorded);
    });

    test('is nothing to return from where a QR is shown', async () => {
      const recorded = record();
      const { qr } = await untilQr(recorded);
      await recorded.session.returnToQr();
      expect(lastState(recorded)).toMatchObject({ status: 'qr_ready', qr });
      expect(recorded.states).toHaveLength(2);
    });

    test('typed on another phone than the channel is bound to unlinks again', async () => {
      const own = await world().newBusiness();
      const { business, code, ...recorded } = await shown({ phoneNumber: own });

      await world().typeCode(business, code);

      await waitFor('the refusal', () => lastState(recorded)?.status === 'error');
      expect(lastState(recorded)).toMatchObject({ lastDisconnect: { reason: 'OTHER_NUMBER' } });
      expect(await world().way.isLinked(recorded.channel)).toBe(false);
      await waitFor('the device to be gone', async () => (await world().linkedDevices(business)) === 0);
    });

    test('changes nothing for a number that is linked', async () => {
      const business = await world().newBusiness();
      const recorded = record();
      await linkRecorded(world(), business, recorded);
      const told = recorded.states.length;

      await recorded.session.requestPairingCode(business);
      await recorded.session.returnToQr();

      const customer = await world().newCustomer('pn');
      await world().writeAsCustomer(customer, business, 'still here?');
      await waitFor('the message', () => recorded.messages.length === 1);
      expect(recorded.states).toHaveLength(told);
    });

    test('can be given up with the whole try', async () => {
      const { business, code, ...recorded } = await shown();
      await recorded.session.close();
      await expect(world().typeCode(business, code)).rejects.toThrow(gone);
      expect(await world().way.isLinked(recorded.channel)).toBe(false);
    });
  });
}
