import { phonesResponseSchema } from '@erp-whatsapp/shared/simulator';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Lease, WhatsAppSession } from '../../domain/ports/whatsapp.ts';
import type { WhatsAppAuthStorage } from '../../domain/ports/whatsappAuth.ts';
import { createControl } from '../../embedded/whatsapp/testing/control.ts';
import { waitFor } from '../../embedded/whatsapp/testing/waitFor.ts';
import { lastState, linkRecorded, openRecorded, untilActive, type WhatsAppWorld } from '../recordedSession.contract.ts';
import { type BaileysRig, startBaileysRig } from './baileysRig.contract.ts';
import { createBaileysWorld } from './baileysWorld.contract.ts';

let rig: BaileysRig;
let world: WhatsAppWorld;
let business: string;
let customer: string;
let isHeld = true;
const lease: Lease = { epoch: 1, isHeld: () => isHeld };
const next: Lease = { epoch: 2, isHeld: () => true };
const open: WhatsAppSession[] = [];

beforeAll(async () => {
  rig = await startBaileysRig();
  world = createBaileysWorld(rig);
});

beforeEach(async () => {
  isHeld = true;
  business = await world.newBusiness();
  customer = await world.newCustomer('pn');
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.close()));
});

afterAll(() => rig.close());

/** @param auth what keeps its keys */
async function linked(auth: WhatsAppAuthStorage = rig.auth) {
  const recorded = openRecorded(rig.createWay({ auth }), {}, { lease });
  open.push(recorded.session);
  await linkRecorded(world, business, recorded);
  return recorded;
}

async function takeOver({ channel }: Awaited<ReturnType<typeof linked>>) {
  const recorded = openRecorded(rig.createWay(), { ...channel, phoneNumber: business }, { lease: next });
  open.push(recorded.session);
  await untilActive(recorded);
  return recorded;
}

const toCustomer = (text: string) => ({
  to: { phoneNumber: customer, lid: null },
  whatsappId: `3EB0${text.toUpperCase()}`,
  content: text,
  replyToWhatsappId: null,
});

async function untilSocketIsGone(): Promise<void> {
  await waitFor('the socket to be closed', async () => {
    const { phones } = phonesResponseSchema.parse(await createControl(rig.controlUrl).must('GET', '/phones'));
    return phones.find(({ phoneNumber }) => phoneNumber === business)?.devices[0]?.sockets === 0;
  });
}

const shown = async () => (await world.thread(customer, business)).map(({ text, copies }) => [text, copies]);

test('once its lease is over a session sends nothing, closes its socket, and says no more of itself', async () => {
  const former = await linked();
  expect(await former.session.send(toCustomer('before'))).toMatchObject({ outcome: 'accepted' });

  isHeld = false;
  expect(await former.session.send(toCustomer('late'))).toEqual({ outcome: 'unknown' });
  await untilSocketIsGone();
  expect(await former.session.send(toCustomer('later'))).toEqual({ outcome: 'unknown' });
  expect(lastState(former)?.status).toBe('active');
  expect(await shown()).toEqual([['before', 1]]);
});

test('what was encrypted when the lease ended does not leave, and goes out once elsewhere', async () => {
  let isLast = false;
  const former = await linked({
    ...rig.auth,
    async commitUnit(...unit) {
      await rig.auth.commitUnit(...unit);
      if (isLast) isHeld = false;
    },
  });
  expect(await former.session.send(toCustomer('before'))).toMatchObject({ outcome: 'accepted' });

  isLast = true;
  expect(await former.session.send(toCustomer('under way'))).toEqual({ outcome: 'unknown' });
  await untilSocketIsGone();
  expect(await shown()).toEqual([['before', 1]]);

  const latter = await takeOver(former);
  expect(await latter.session.send(toCustomer('under way'))).toMatchObject({ outcome: 'accepted' });
  await waitFor('it to arrive', async () => (await shown()).length === 2);
  expect(await shown()).toEqual([
    ['before', 1],
    ['under way', 1],
  ]);
});

test('what comes after the lease ended is not acknowledged, and reaches the next holder', async () => {
  const former = await linked();
  await world.writeAsCustomer(customer, business, 'before');
  await waitFor('the first one', () => former.messages.length === 1);

  isHeld = false;
  await world.writeAsCustomer(customer, business, 'after');
  await untilSocketIsGone();
  const latter = await takeOver(former);
  await waitFor('the second one', () => latter.messages.some(({ content }) => content === 'after'));
  expect(former.messages.map(({ content }) => content)).toEqual(['before']);
  expect(latter.messages.filter(({ content }) => content === 'after')).toHaveLength(1);
});

test('a session whose lease is over connects no more, and unlinks nothing', async () => {
  const former = await linked();
  isHeld = false;
  await world.dropConnection(business);
  await expect(former.session.logout()).rejects.toThrow('lease');
  expect(await world.linkedDevices(business)).toBe(1);
  expect(await world.way.isLinked(former.channel)).toBe(true);
  await takeOver(former);
});
