import { afterAll, beforeAll, expect, test } from 'vitest';
import { createControl } from '../../embedded/whatsapp/testing/control.ts';
import { waitFor } from '../../embedded/whatsapp/testing/waitFor.ts';
import { linkRecorded, openRecorded, type Recorded, type WhatsAppWorld } from '../recordedSession.contract.ts';
import { type BaileysRig, startBaileysRig } from './baileysRig.contract.ts';
import { createBaileysWorld } from './baileysWorld.contract.ts';

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
