import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createControl } from '../../embedded/whatsapp/testing/control.ts';
import { waitFor } from '../../embedded/whatsapp/testing/waitFor.ts';
import { linkRecorded, openRecorded, type Recorded, type WhatsAppWorld } from '../recordedSession.contract.ts';
import { type BaileysRig, startBaileysRig } from './baileysRig.contract.ts';
import { createBaileysWorld } from './baileysWorld.contract.ts';
import { createEnding } from './ending.ts';
import { createIdentities } from './identities.ts';
import { createOutgoing } from './outgoing.ts';

let rig: BaileysRig;
let world: WhatsAppWorld;
let business: string;
let recorded: Recorded;

beforeAll(async () => {
  rig = await startBaileysRig();
  world = createBaileysWorld(rig, {
    findMessage: async (_, { whatsappId }) =>
      whatsappId === 'QUOTED' ? { isOwn: false, content: 'What does it cost?', replyToWhatsappId: null } : null,
  });
  business = await world.newBusiness();
  recorded = openRecorded(world.way);
  await linkRecorded(world, business, recorded);
});

afterAll(async () => {
  await recorded.session.close();
  await rig.close();
});

function toOutgoing(customer: string, content: string) {
  const whatsappId = world.way.newMessageId() ?? '';
  return { to: { phoneNumber: customer, lid: null }, whatsappId, content, replyToWhatsappId: null };
}

const fault = (body: object) => createControl(rig.controlUrl).must('POST', '/faults', body);
const clearFaults = () => createControl(rig.controlUrl).must('DELETE', '/faults');

test.each([463, 479, 500])('a refusal by the server (%i) is told with a sentence', async (code) => {
  const customer = await world.newCustomer('pn');
  await fault({ kind: 'reject-sends', number: customer, code });

  const outcome = await recorded.session.send(toOutgoing(customer, 'unwanted'));
  await clearFaults();

  expect(outcome).toEqual({ outcome: 'rejected', code: 'WHATSAPP_REJECTED', message: expect.stringMatching(/\.$/) });
});

test('an answer that comes after the connection was lost is of no use; the repetition gets its own', async () => {
  const customer = await world.newCustomer('pn');
  await fault({ kind: 'withhold-acks', number: customer, seconds: 60 });
  const message = toOutgoing(customer, 'answered late');

  const outcome = recorded.session.send(message);
  await waitFor('it to arrive', async () => (await world.thread(customer, business)).length === 1);
  await world.dropConnection(business);
  expect(await outcome).toEqual({ outcome: 'unknown' });

  await clearFaults();
  await waitFor('the repetition to be taken', async () => {
    const again = await recorded.session.send(message);
    return again.outcome === 'accepted';
  });
  const shown = await world.thread(customer, business);
  expect(shown.map(({ text }) => text)).toEqual(['answered late']);
});

test('an answer quotes what it answers, and is plain text where that is unknown', async () => {
  const customer = await world.newCustomer('pn');
  const quoting = { ...toOutgoing(customer, 'Ten euros'), replyToWhatsappId: 'QUOTED' };
  const unknown = { ...toOutgoing(customer, 'Twenty'), replyToWhatsappId: 'UNKNOWN' };

  expect(await recorded.session.send(quoting)).toMatchObject({ outcome: 'accepted' });
  expect(await recorded.session.send(unknown)).toMatchObject({ outcome: 'accepted' });

  const shown = await createControl(rig.controlUrl).thread(customer, business);
  expect(shown.map(({ text, replyTo }) => ({ text, replyTo }))).toEqual([
    { text: 'Ten euros', replyTo: 'QUOTED' },
    { text: 'Twenty', replyTo: null },
  ]);
});

test('a connection that breaks while a message is given to it says nothing about the message', async () => {
  const outgoing = createOutgoing({
    channel: { workspaceId: 'w', channelId: 'c' },
    identities: createIdentities({ read: async () => new Map() }),
    findMessage: async () => null,
    me: () => null,
    clock: { now: Date.now, elapsed: () => performance.now() },
  });
  // The system tells of the break a moment before the connection itself does.
  const line = { isOpen: () => true, orEnded: createEnding().orEnded };
  const broken = await breakSocket();
  expect(await outgoing.handOver(line, 'ID', () => Promise.reject(broken))).toEqual({ outcome: 'unknown' });
  const other = new Error('All encryptions failed');
  expect(await outgoing.handOver(line, 'ID', () => Promise.reject(other))).toMatchObject({ outcome: 'rejected' });
});

/** @returns what the system says of writing to a connection that the other side has cut */
async function breakSocket(): Promise<Error> {
  const server = createServer((socket) => void socket.resetAndDestroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const client = connect(address.port, '127.0.0.1');
  const { promise, resolve } = Promise.withResolvers<Error>();
  client.once('error', resolve);
  client.write('anything');
  const error = await promise;
  server.close();
  return error;
}
