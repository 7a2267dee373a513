import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createControl } from '../../embedded/whatsapp/testing/control.ts';
import { waitFor } from '../../embedded/whatsapp/testing/waitFor.ts';
import { linkRecorded, openRecorded, type Recorded, type WhatsAppWorld } from '../recordedSession.contract.ts';
import { type BaileysRig, startBaileysRig } from './baileysRig.contract.ts';
import { createBaileysWorld } from './baileysWorld.contract.ts';

let rig: BaileysRig;
let world: WhatsAppWorld;
let business: string;
let recorded: Recorded;
/** How often looking for a message fails from now on. */
let failures = 0;
let lookedFor: string[] = [];
const contents = new Map<string, string>();

beforeAll(async () => {
  rig = await startBaileysRig();
  world = createBaileysWorld(rig, {
    async findMessage(_, { whatsappId }) {
      lookedFor.push(whatsappId);
      if (failures > 0) {
        failures -= 1;
        throw new Error('The database is away.');
      }
      const content = contents.get(whatsappId);
      return content === undefined ? null : { isOwn: true, content, replyToWhatsappId: null };
    },
  });
  business = await world.newBusiness();
  recorded = openRecorded(world.way);
  await linkRecorded(world, business, recorded);
});

afterEach(async () => {
  failures = 0;
  lookedFor = [];
  await control('DELETE', '/faults');
});

afterAll(async () => {
  await recorded.session.close();
  await rig.close();
});

const control = (method: string, path: string, body?: object) => createControl(rig.controlUrl).must(method, path, body);
const fault = (body: object) => control('POST', '/faults', body);

/** A message that waits for a customer, whose phone will ask for it again. */
async function sendToAway(addressing: 'pn' | 'lid', content: string) {
  const customer = await world.newCustomer(addressing);
  await control('PATCH', `/customers/${customer}`, { online: false });
  const whatsappId = world.way.newMessageId() ?? '';
  contents.set(whatsappId, content);
  const message = { to: { phoneNumber: customer, lid: null }, whatsappId, content, replyToWhatsappId: null };
  await waitFor('it to be sent', async () => (await recorded.session.send(message)).outcome === 'accepted');
  await fault({ kind: 'retry-receipts', number: customer });
  return { customer, whatsappId, comeBack: () => control('PATCH', `/customers/${customer}`, { online: true }) };
}

const statusesOf = (wanted: string) => recorded.statuses.filter(({ whatsappId }) => whatsappId === wanted);

test.each(['pn', 'lid'] as const)(
  'what a device asks for is sent again, and what WhatsApp says is told (%s)',
  async (addressing) => {
    const { customer, whatsappId, comeBack } = await sendToAway(addressing, 'asked for');
    const before = Date.now();
    await comeBack();

    await waitFor('it to arrive', async () => (await world.thread(customer, business)).length === 1);
    await waitFor('the tick', () => statusesOf(whatsappId).some(({ status }) => status === 'delivered'));
    const answer = statusesOf(whatsappId).find(({ transmittedAt }) => transmittedAt !== undefined);
    expect(answer).toMatchObject({ status: 'sent', error: null });
    expect(answer?.transmittedAt).toBeGreaterThanOrEqual(before);
  },
);

test('a repetition that is refused is told as a failure', async () => {
  const { customer, whatsappId, comeBack } = await sendToAway('pn', 'asked for in vain');
  await fault({ kind: 'reject-sends', number: customer, code: 463 });
  await comeBack();

  await waitFor('the refusal', () => statusesOf(whatsappId).some(({ status }) => status === 'failed'));
  expect(statusesOf(whatsappId).at(-1)).toMatchObject({
    isOwn: true,
    error: { code: 'WHATSAPP_REJECTED', message: expect.stringMatching(/\.$/) },
  });
  expect(await world.thread(customer, business)).toEqual([]);
});

test('a wish is not forgotten while the database is away', async () => {
  const { customer, comeBack } = await sendToAway('pn', 'found later');
  failures = 2;
  await comeBack();

  await waitFor('it to arrive', async () => (await world.thread(customer, business)).length === 1);
});

test('a wish that was not granted before the connection was lost comes again', async () => {
  const { customer, whatsappId, comeBack } = await sendToAway('lid', 'found after all');
  failures = Number.POSITIVE_INFINITY;
  await comeBack();
  await waitFor('the wish', () => lookedFor.includes(whatsappId));
  await world.dropConnection(business);
  failures = 0;

  await waitFor('it to arrive', async () => (await world.thread(customer, business)).length === 1);
});

test('a wish for what nobody knows is forgotten', async () => {
  const { whatsappId, comeBack } = await sendToAway('pn', 'unknown');
  contents.delete(whatsappId);
  await comeBack();
  await waitFor('the wish', () => lookedFor.includes(whatsappId));
  // Its acknowledgement has left when something that was sent after it is there.
  await sendToAway('pn', 'behind it');
  lookedFor = [];
  await world.dropConnection(business);

  // Behind all that had waited.
  const next = await sendToAway('pn', 'known');
  await next.comeBack();
  await waitFor('the next one', () => statusesOf(next.whatsappId).some(({ status }) => status === 'delivered'));
  expect(lookedFor).toContain(next.whatsappId);
  expect(lookedFor).not.toContain(whatsappId);
});

test('however much is asked for in vain, what the customer writes meanwhile can be read', async () => {
  const customer = await world.newCustomer('pn');
  const write = (text: string) => control('POST', `/customers/${customer}/messages`, { to: business, text });
  const first = world.way.newMessageId() ?? '';
  await recorded.session.send({
    to: { phoneNumber: customer, lid: null },
    whatsappId: first,
    content: 'hello',
    replyToWhatsappId: null,
  });
  await waitFor('the tick', () => statusesOf(first).some(({ status }) => status === 'delivered'));
  await write('from before');
  await waitFor('it to be heard', () => recorded.messages.some(({ content }) => content === 'from before'));

  // More than libsignal keeps sessions.
  const asked = Array.from({ length: 45 }, () => world.way.newMessageId() ?? '');
  await control('PATCH', `/customers/${customer}`, { online: false });
  for (const whatsappId of asked) {
    contents.set(whatsappId, 'asked for in vain');
    await recorded.session.send({
      to: { phoneNumber: customer, lid: null },
      whatsappId,
      content: 'asked for in vain',
      replyToWhatsappId: null,
    });
  }
  await fault({ kind: 'retry-receipts', number: customer });
  await fault({ kind: 'reject-sends', number: customer, code: 463 });
  await control('PATCH', `/customers/${customer}`, { online: true });
  for (const id of asked) {
    await waitFor('each refusal', () => statusesOf(id).some(({ status }) => status === 'failed'));
  }

  const before = rig.logged.length;
  await write('and on');
  await waitFor('it to be heard', () => recorded.messages.some(({ content }) => content === 'and on'));
  expect(rig.logged.slice(before).filter((line) => line.includes('failed to decrypt'))).toEqual([]);
});
