import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { SessionEvents, WhatsAppSession } from '../domain/ports/whatsapp.ts';
import { waitFor } from '../embedded/whatsapp/testing/waitFor.ts';
import { describePairingCodes } from './pairingCodes.contract.ts';
import {
  lastState,
  linkRecorded,
  openRecorded,
  type Recorded,
  untilActive,
  type WhatsAppWorld,
} from './recordedSession.contract.ts';

/** What every way to WhatsApp must do. Each way's test file calls it with its own world. */
export function describeWhatsAppWay(name: string, start: () => Promise<WhatsAppWorld>): void {
  describe(name, () => {
    let world: WhatsAppWorld;
    const open: WhatsAppSession[] = [];

    beforeAll(async () => {
      world = await start();
    });
    afterEach(async () => {
      await Promise.all(open.splice(0).map((session) => session.close()));
    });
    afterAll(() => world.close());

    function record(...[given, changes]: [Parameters<typeof openRecorded>[1]?, Partial<SessionEvents>?]): Recorded {
      const recorded = openRecorded(world.way, given, changes);
      open.push(recorded.session);
      return recorded;
    }

    describePairingCodes({
      world: () => world,
      record(given, way = world.way) {
        const recorded = openRecorded(way, given);
        open.push(recorded.session);
        return recorded;
      },
    });

    async function linked() {
      const business = await world.newBusiness();
      const recorded = record();
      await linkRecorded(world, business, recorded);
      return { ...recorded, business };
    }

    function toOutgoing(customer: string, content: string) {
      const to = { phoneNumber: customer, lid: null };
      return { to, whatsappId: world.way.newMessageId() ?? content, content, replyToWhatsappId: null };
    }

    test('a QR that is scanned links the number, and the link outlives the session', async () => {
      const business = await world.newBusiness();
      const first = record();
      expect(await world.way.isLinked(first.channel)).toBe(false);
      const before = Date.now();
      const qr = await waitFor('a QR', () => first.states.find((state) => state.status === 'qr_ready'));
      expect(first.states[0]).toEqual({ status: 'connecting', lastDisconnect: null });
      expect(qr.expiresAt).toBeGreaterThan(before);

      await linkRecorded(world, business, first);

      expect(lastState(first)).toEqual({ status: 'active', phoneNumber: business });
      expect(await world.way.isLinked(first.channel)).toBe(true);
      expect(await world.way.isLinked({ ...first.channel, workspaceId: 'another' })).toBe(false);

      await first.session.close();
      const again = record({ ...first.channel, phoneNumber: business });
      await untilActive(again);
      expect(again.states.map(({ status }) => status)).toEqual(['connecting', 'active']);
    });

    test.each(['pn', 'lid'] as const)('a message to a customer (%s) gets its ticks', async (addressing) => {
      const { business, session, statuses } = await linked();
      const customer = await world.newCustomer(addressing);
      const message = toOutgoing(customer, 'Good morning');

      const outcome = await session.send(message);
      expect(outcome).toEqual({ outcome: 'accepted', at: expect.any(Number) });
      const ofMessage = (status: string) =>
        statuses.find((told) => told.whatsappId === message.whatsappId && told.status === status);
      const delivered = await waitFor('the delivery', () => ofMessage('delivered'));
      expect(delivered).toMatchObject({ isOwn: true, error: null, customer: { phoneNumber: customer } });

      await world.read(customer, business);
      await waitFor('the blue ticks', () => ofMessage('read'));
      expect(await world.thread(customer, business)).toEqual([
        expect.objectContaining({ id: message.whatsappId, text: 'Good morning', fromMe: false, copies: 1 }),
      ]);
    });

    test('a message repeated under the same id is shown once', async () => {
      const { business, session } = await linked();
      const customer = await world.newCustomer('pn');
      const message = toOutgoing(customer, 'once');

      await session.send(message);
      expect(await session.send(message)).toMatchObject({ outcome: 'accepted' });

      const shown = await world.thread(customer, business);
      expect(shown.map(({ id, text }) => ({ id, text }))).toEqual([{ id: message.whatsappId, text: 'once' }]);
    });

    test('a number that is not on WhatsApp is refused with its code', async () => {
      const { session } = await linked();

      expect(await session.send(toOutgoing('+4915199999999', 'nobody'))).toMatchObject({
        outcome: 'rejected',
        code: 'NOT_ON_WHATSAPP',
      });
    });

    test.each(['pn', 'lid'] as const)(
      'a customer (%s) is heard, answered and told that they were read',
      async (addressing) => {
        const { business, session, messages } = await linked();
        const customer = await world.newCustomer(addressing);

        const id = await world.writeAsCustomer(customer, business, 'Do you have time today?');
        const message = await waitFor('the message', () => messages[0]);
        expect(message).toMatchObject({
          whatsappId: id,
          isOwn: false,
          messageType: 'text',
          content: 'Do you have time today?',
          isLive: true,
          customer: { phoneNumber: customer },
        });
        expect(Math.abs(Date.now() - message.sentAt)).toBeLessThan(60_000);

        expect(await session.markRead({ customer: message.customer, whatsappIds: [id] })).toBe(true);
        await session.send({ ...toOutgoing(customer, 'At three'), to: message.customer, replyToWhatsappId: id });
        const answers = (await world.thread(customer, business)).map(({ text, fromMe }) => ({ text, fromMe }));
        expect(answers).toEqual([
          { text: 'Do you have time today?', fromMe: true },
          { text: 'At three', fromMe: false },
        ]);
      },
    );

    test('what is typed on the business’s own phone comes as its own, with its ticks', async () => {
      const { business, messages, statuses } = await linked();
      const customer = await world.newCustomer('pn');

      const id = await world.writeOnPhone(business, customer, 'written by hand');
      const message = await waitFor('the message', () => messages[0]);
      expect(message).toMatchObject({
        whatsappId: id,
        isOwn: true,
        content: 'written by hand',
        customer: { phoneNumber: customer },
      });

      await world.read(customer, business);
      await waitFor('its ticks', () =>
        statuses.find((told) => told.whatsappId === id && told.status === 'read' && told.isOwn),
      );
    });

    test('what was missed while closed comes at the next opening, in order', async () => {
      const { business, session, channel } = await linked();
      const customer = await world.newCustomer('pn');
      await session.close();
      const texts = ['one', 'two', 'three'];
      for (const text of texts) await world.writeAsCustomer(customer, business, text);

      const again = record({ ...channel, phoneNumber: business });
      await waitFor('what was missed', () => again.messages.length >= texts.length);

      expect(again.messages.map(({ content, isLive }) => ({ content, isLive }))).toEqual(
        texts.map((content) => ({ content, isLive: false })),
      );
    });

    test('a message that could not be stored is told again until it can be', async () => {
      const business = await world.newBusiness();
      const customer = await world.newCustomer('pn');
      const tries: string[] = [];
      const recorded = record(
        {},
        {
          onMessage: async ({ content }) => {
            tries.push(content);
            if (tries.length < 3) throw new Error('the database is away');
          },
        },
      );
      await linkRecorded(world, business, recorded);

      await world.writeAsCustomer(customer, business, 'first');
      await world.writeAsCustomer(customer, business, 'second');

      await waitFor('both', () => tries.includes('second'));
      expect(tries).toEqual(['first', 'first', 'first', 'second']);
    });

    test('who is written to by number is told with the LID, before they have written themselves', async () => {
      const { session, identities } = await linked();
      const customer = await world.newCustomer('lid');
      await session.send(toOutgoing(customer, 'Good morning'));
      const told = await waitFor('both names', () => identities.find(({ phoneNumber }) => phoneNumber === customer));
      expect(told).toEqual({ phoneNumber: customer, lid: expect.stringMatching(/^\d+$/) });
      // The business's own names are no customer's.
      for (const each of identities) expect(each).toEqual(told);
    });

    test('typing goes both ways', async () => {
      const { business, session, typing, messages } = await linked();
      const customer = await world.newCustomer('pn');
      await world.writeAsCustomer(customer, business, 'hello');
      const message = await waitFor('the message', () => messages[0]);

      await session.setTyping({ customer: message.customer, isTyping: true });
      await waitFor('the business to be seen typing', () => world.isTypedTo(customer, business));
      await session.setTyping({ customer: message.customer, isTyping: false });
      await waitFor('it to stop', async () => !(await world.isTypedTo(customer, business)));

      // The chat is watched from a moment after its first message; a phone repeats that somebody types, and so do we.
      await waitFor('the customer to be seen typing', async () => {
        await world.typeAsCustomer(customer, business, true);
        return typing.some(({ isTyping }) => isTyping);
      });
      await world.typeAsCustomer(customer, business, false);
      await waitFor('it to stop', () => typing.at(-1)?.isTyping === false);
      expect(typing.map(({ customer: who }) => who.phoneNumber)).toEqual([customer, customer]);
    });

    test('a connection that is lost comes back, and sends meanwhile are of unknown outcome', async () => {
      const recorded = await linked();
      const { business, session, states, messages } = recorded;
      const customer = await world.newCustomer('pn');
      const before = states.length;

      await world.dropConnection(business);
      await waitFor('the loss', () => states.slice(before).some(({ status }) => status === 'connecting'));
      expect(await session.send(toOutgoing(customer, 'too early'))).toEqual({ outcome: 'unknown' });
      await untilActive(recorded);

      expect(states.slice(before)).toEqual([
        { status: 'connecting', lastDisconnect: { reason: expect.any(String), message: expect.stringMatching(/\.$/) } },
        { status: 'active', phoneNumber: business },
      ]);
      await world.writeAsCustomer(customer, business, 'still there?');
      await waitFor('the message', () => messages.find(({ content }) => content === 'still there?'));
    });

    test('unlinking on the phone ends the session and its credentials', async () => {
      const recorded = await linked();

      await world.unlinkOnPhone(recorded.business);

      await waitFor('the end', () => lastState(recorded)?.status === 'logged_out');
      expect(lastState(recorded)).toMatchObject({ lastDisconnect: { reason: 'LOGGED_OUT' } });
      expect(await world.way.isLinked(recorded.channel)).toBe(false);
    });

    test('unlinking here takes the device off the phone', async () => {
      const recorded = await linked();
      expect(await world.linkedDevices(recorded.business)).toBe(1);

      await recorded.session.logout();

      await waitFor('the device to be gone', async () => (await world.linkedDevices(recorded.business)) === 0);
      expect(await world.way.isLinked(recorded.channel)).toBe(false);
      expect(lastState(recorded)?.status).toBe('logged_out');
    });

    test('another number than the channel’s own is unlinked again', async () => {
      const [own, other] = [await world.newBusiness(), await world.newBusiness()];
      const recorded = record({ phoneNumber: own });
      const qr = await waitFor('a QR', () => recorded.states.find((state) => state.status === 'qr_ready'));

      await world.link(other, qr);

      await waitFor('the refusal', () => lastState(recorded)?.status === 'error');
      expect(lastState(recorded)).toMatchObject({ lastDisconnect: { reason: 'OTHER_NUMBER' } });
      expect(recorded.states.some(({ status }) => status === 'active')).toBe(false);
      expect(await world.way.isLinked(recorded.channel)).toBe(false);
      await waitFor('the device to be gone', async () => (await world.linkedDevices(other)) === 0);
    });

    test('two numbers at once keep apart', async () => {
      const [first, second] = [await linked(), await linked()];
      const customer = await world.newCustomer('pn');

      await world.writeAsCustomer(customer, first.business, 'to the first');
      await world.writeAsCustomer(customer, second.business, 'to the second');

      await waitFor('both', () => first.messages.length + second.messages.length >= 2);
      expect(first.messages.map(({ content }) => content)).toEqual(['to the first']);
      expect(second.messages.map(({ content }) => content)).toEqual(['to the second']);
    });

    test('after closing nothing is told any more', async () => {
      const { business, session, states, messages } = await linked();
      const customer = await world.newCustomer('pn');
      await session.close();
      const told = states.length + messages.length;

      await world.writeAsCustomer(customer, business, 'too late');
      await world.dropConnection(business);

      expect(await session.send(toOutgoing(customer, 'no'))).toEqual({ outcome: 'unknown' });
      expect(await session.markRead({ customer: { phoneNumber: customer, lid: null }, whatsappIds: ['X'] })).toBe(
        false,
      );
      expect(states.length + messages.length).toBe(told);
    });
  });
}
