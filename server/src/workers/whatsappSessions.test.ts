import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { waitFor } from '../testing/waitFor.ts';
import { type SessionsRig, startSessionsRig, times } from './whatsappSessions/sessionsRig.contract.ts';

let rig: SessionsRig;

beforeAll(async () => {
  rig = await startSessionsRig();
});

beforeEach(() => rig.begin());

afterEach(() => rig.end());

afterAll(() => rig.close());

test('whoever asks a process that does not hold the number sees the QR of the one that does', async () => {
  const [holder, other] = [await rig.start(), await rig.start()];
  const shown = await rig.askForQr(holder);
  expect(await rig.askForQr(other)).toBe(shown);
  expect(other.qrs).toEqual([]);
});

test('starting over is done where the number is held', async () => {
  const [holder, other] = [await rig.start(), await rig.start()];
  const shown = await rig.askForQr(holder);
  const anew = await rig.askForQr(other, true);
  expect(anew).not.toBe(shown);
  expect(holder.qrs).toContain(anew);
  expect(other.qrs).toEqual([]);
});

test('typing shows from whichever process an agent is at', async () => {
  const [holder, other] = [await rig.start(), await rig.start()];
  const business = await rig.link(holder);
  const customer = await rig.world.newCustomer('pn');
  const channel = { workspaceId: rig.workspaceId(), channelId: (await rig.channelOf(other)).channelId };
  const identity = { phoneNumber: customer, lid: null };
  await waitFor('the customer to see it', async () => {
    await other.sessions.control.setTyping(channel, { customer: identity, isTyping: true });
    return rig.world.isTypedTo(customer, business);
  });
});

test('what one process gives back the other one takes at once, without a QR', async () => {
  const holder = await rig.start();
  await rig.link(holder);
  const other = await rig.start();
  expect(other.sessions.list()).toEqual([]);
  await holder.sessions.close();
  await waitFor('the other one to have it', other.isActive);
  expect(other.qrs).toEqual([]);
});

test('a link that nobody completed ends with its process', async () => {
  const [holder, other] = [await rig.start(), await rig.start()];
  await rig.askForQr(holder);
  await holder.sessions.close();
  await waitFor('it to be inactive', async () => (await rig.channelOf(other)).status === 'inactive');
  expect(other.sessions.list()).toEqual([]);
  // It is nobody's, so that whoever is asked next may have it.
  expect(await rig.askForQr(other)).toBe(other.qrs.at(-1));
});

test.each(['qr_ready', 'active'] as const)(
  'a link that the phone completed and that is stored as none and %s is gone on with',
  async (status) => {
    const holder = await rig.start();
    await rig.link(holder);
    const { channelId } = await rig.channelOf(holder);
    const change = { status, isLinked: false };
    await holder.sessions.close();
    await rig.storage().channels.update({ workspaceId: rig.workspaceId(), channelId }, change, 0);
    const other = await rig.start();
    await waitFor('it to be connected', other.isActive);
    await waitFor('that to be stored', async () => (await rig.channelOf(other)).isLinked);
  },
);

test('a session that ended by itself leaves its number to whoever is asked next', async () => {
  const [holder, other] = [await rig.start(), await rig.start()];
  const business = await rig.link(holder);
  await rig.world.unlinkOnPhone(business);
  await waitFor('it to be unlinked', async () => (await rig.channelOf(other)).status === 'logged_out');
  const channel = { workspaceId: rig.workspaceId(), channelId: (await rig.channelOf(other)).channelId };
  await waitFor('it to be given back', async () => !(await rig.storage().channels.getLease(channel))?.owner);
  expect(holder.sessions.list()).toEqual([{ channel, status: 'logged_out' }]);
  const qr = await rig.askForQr(other);
  expect(other.qrs).toContain(qr);
  expect(holder.qrs).not.toContain(qr);
  expect(holder.sessions.list()).toEqual([]);
});

test('a process that was halted and finds that nobody took its number goes on with it, on a new connection', async () => {
  const holder = await rig.start();
  const business = await rig.link(holder);
  const channel = { workspaceId: rig.workspaceId(), channelId: (await rig.channelOf(holder)).channelId };
  const session = holder.sessions.activeSession(channel);
  expect(session).not.toBeNull();

  rig.haltFor(times.lifetime);
  expect(holder.sessions.activeSession(channel)).toBeNull();
  await waitFor('it to have a new one', () => ![null, session].includes(holder.sessions.activeSession(channel)));
  expect(await rig.storage().channels.getLease(channel)).toMatchObject({ epoch: 2 });
  expect(holder.qrs).toHaveLength(1);
  const customer = await rig.world.newCustomer('pn');
  const message = {
    to: { phoneNumber: customer, lid: null },
    whatsappId: '3EB0',
    content: 'on',
    replyToWhatsappId: null,
  };
  expect(await holder.sessions.activeSession(channel)?.send(message)).toMatchObject({ outcome: 'accepted' });
  expect((await rig.world.thread(customer, business)).map(({ text, copies }) => [text, copies])).toEqual([['on', 1]]);
});
