import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { IncomingMessage, SessionEvents, WhatsAppSession } from '../../domain/ports/whatsapp.ts';
import { createControl } from '../../embedded/whatsapp/testing/control.ts';
import { waitFor } from '../../embedded/whatsapp/testing/waitFor.ts';
import {
  linkRecorded,
  openRecorded,
  type Recorded,
  untilActive,
  type WhatsAppWorld,
} from '../recordedSession.contract.ts';
import { type BaileysRig, startBaileysRig } from './baileysRig.contract.ts';
import { createBaileysWorld } from './baileysWorld.contract.ts';
import type { FindMessage } from './outgoing.ts';
import { createUnsteadyAuth } from './unsteadyAuth.contract.ts';

let rig: BaileysRig;
let world: WhatsAppWorld;
const open: WhatsAppSession[] = [];

beforeAll(async () => {
  rig = await startBaileysRig();
  world = createBaileysWorld(rig);
});

afterEach(async () => {
  await createControl(rig.controlUrl).must('DELETE', '/faults');
  await Promise.all(open.splice(0).map((session) => session.close()));
});

afterAll(() => rig.close());

/** A linked number over an unsteady store. `isAlive: false`: it is never closed in order. */
async function startLinked(options: { latency?: number; events?: Partial<SessionEvents>; isAlive?: boolean } = {}) {
  const store = createUnsteadyAuth(rig.auth, options.latency);
  const way = rig.createWay({ auth: store.auth });
  const business = await world.newBusiness();
  const recorded = openRecorded(way, {}, options.events);
  if (options.isAlive !== false) open.push(recorded.session);
  await linkRecorded(world, business, recorded);
  return { ...recorded, business, store };
}

/** The same number in a new process: all that it knows is what is on disk. */
function restart({ channel, business }: { channel: Recorded['channel']; business: string }): Recorded {
  const again = openRecorded(rig.createWay(), { ...channel, phoneNumber: business });
  open.push(again.session);
  return again;
}

function toOutgoing(customer: string, content: string) {
  const whatsappId = world.way.newMessageId() ?? '';
  return { to: { phoneNumber: customer, lid: null }, whatsappId, content, replyToWhatsappId: null };
}

async function shownTexts(customer: string, business: string): Promise<(string | null)[]> {
  return (await world.thread(customer, business)).filter(({ fromMe }) => !fromMe).map(({ text }) => text);
}

const numbered = (count: number, what: string) => Array.from({ length: count }, (_, index) => `${what} ${index}`);

test('40 messages sent cross 40 received over a slow store, and none is lost', { timeout: 60_000 }, async () => {
  const { business, session, messages } = await startLinked({ latency: 3 });
  const customer = await world.newCustomer('lid');
  const [out, incoming] = [numbered(40, 'out'), numbered(40, 'in')];

  const [outcomes] = await Promise.all([
    Promise.all(out.map((text) => session.send(toOutgoing(customer, text)))),
    (async () => {
      for (const text of incoming) await world.writeAsCustomer(customer, business, text);
    })(),
  ]);

  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['accepted']));
  await waitFor('all that the customer wrote', () => messages.length >= incoming.length);
  expect(messages.map(({ content }) => content)).toEqual(incoming);
  expect((await shownTexts(customer, business)).sort()).toEqual([...out].sort());
});

test('what was decrypted when the process died is told by the next one', async () => {
  const first = await startLinked({ isAlive: false, events: { onMessage: () => new Promise(() => undefined) } });
  const customer = await world.newCustomer('pn');
  const texts = numbered(3, 'before the end');
  for (const text of texts) await world.writeAsCustomer(customer, first.business, text);
  await waitFor('all to be decrypted', async () => (await rig.auth.listJournal(first.channel)).length === texts.length);

  const second = restart(first);

  await waitFor('all three', () => second.messages.length >= texts.length);
  expect(second.messages.map(({ content, isLive }) => ({ content, isLive }))).toEqual(
    texts.map((content) => ({ content, isLive: false })),
  );
});

test('a message is in the journal until it is stored and its receipt was acknowledged', async () => {
  const stored = Promise.withResolvers<void>();
  const { business, channel } = await startLinked({ events: { onMessage: () => stored.promise } });
  const customer = await world.newCustomer('pn');

  await world.writeAsCustomer(customer, business, 'kept');
  await waitFor('the row', async () => (await rig.auth.listJournal(channel)).length === 1);
  stored.resolve();

  await waitFor('the row to go', async () => (await rig.auth.listJournal(channel)).length === 0);
});

test.each(['dead before', 'dead after'] as const)(
  'a process that is %s a commit while it sends: the next one repeats it, and all is shown once',
  async (fate) => {
    const first = await startLinked({ isAlive: false });
    const customer = await world.newCustomer('pn');
    await first.session.send(toOutgoing(customer, 'one'));
    await world.writeAsCustomer(customer, first.business, 'an answer');
    await waitFor('the answer', () => first.messages[0]);
    const unclear = toOutgoing(customer, 'two');
    first.store.setFate(fate);
    void first.session.send(unclear);
    await waitFor('the store to be reached', () => first.store.reached(fate));

    const second = restart(first);
    await untilActive(second);
    expect(await second.session.send(unclear)).toMatchObject({ outcome: 'accepted' });
    expect(await second.session.send(toOutgoing(customer, 'three'))).toMatchObject({ outcome: 'accepted' });
    await world.writeAsCustomer(customer, first.business, 'and back');

    await waitFor('what comes back', () => second.messages.find(({ content }) => content === 'and back'));
    expect(await shownTexts(customer, first.business)).toEqual(['one', 'two', 'three']);
  },
);

test.each(['refused', 'answer lost'] as const)(
  'a commit that is %s cuts the connection, and nothing is lost in either direction',
  async (fate) => {
    const started = await startLinked();
    const { business, session, states, messages, store } = started;
    const customer = await world.newCustomer('pn');
    await world.writeAsCustomer(customer, business, 'first');
    await waitFor('the first', () => messages[0]);
    const before = states.length;

    store.setFate(fate);
    await world.writeAsCustomer(customer, business, 'while the store was away');
    await waitFor('the cut', () => states.slice(before).some(({ status }) => status === 'connecting'));
    expect(states.at(-1)).toMatchObject({ lastDisconnect: { reason: 'STORAGE_UNAVAILABLE' } });
    store.setFate('written');
    await untilActive(started);

    await waitFor('it', () => messages.find(({ content }) => content === 'while the store was away'));
    expect(await session.send(toOutgoing(customer, 'afterwards'))).toMatchObject({ outcome: 'accepted' });
    await world.writeAsCustomer(customer, business, 'last');
    await waitFor('the last', () => messages.find(({ content }) => content === 'last'));
    expect(unique(messages)).toEqual(['first', 'while the store was away', 'last']);
    expect(await shownTexts(customer, business)).toEqual(['afterwards']);
  },
);

test.each(['refused', 'answer lost'] as const)(
  'a send whose commit is %s is of unknown outcome, and goes through when it is repeated',
  async (fate) => {
    const started = await startLinked();
    const { business, session, store } = started;
    const customer = await world.newCustomer('pn');
    const message = toOutgoing(customer, 'repeated');

    store.setFate(fate);
    expect(await session.send(message)).toEqual({ outcome: 'unknown' });
    store.setFate('written');
    await untilActive(started);

    expect(await session.send(message)).toMatchObject({ outcome: 'accepted' });
    expect(await shownTexts(customer, business)).toEqual(['repeated']);
  },
);

test('a message on the way in an old Signal session does not spoil the new one', async () => {
  const first = await startLinked();
  const customer = await world.newCustomer('pn');
  await first.session.send(toOutgoing(customer, 'hello'));
  await world.writeAsCustomer(customer, first.business, 'hello yourself');
  await waitFor('the answer', () => first.messages[0]);
  await first.session.send(toOutgoing(customer, 'good'));
  await first.session.close();
  open.splice(0);

  const before = rig.logged.length;
  // After a restart the first send opens a new session, while these were written in the old one.
  const control = createControl(rig.controlUrl);
  const second = restart(first);
  await untilActive(second);
  await control.must('POST', '/faults', { kind: 'latency', number: customer, ms: 400 });
  const inFlight = numbered(3, 'in flight');
  for (const text of inFlight) await world.writeAsCustomer(customer, first.business, text);
  await second.session.send(toOutgoing(customer, 'in a new session'));
  await control.must('DELETE', '/faults');
  const later = numbered(3, 'later');
  for (const text of later) {
    await second.session.send(toOutgoing(customer, `before ${text}`));
    await world.writeAsCustomer(customer, first.business, text);
  }

  await waitFor('all', () => second.messages.length >= inFlight.length + later.length);
  expect(unique(second.messages).sort()).toEqual([...inFlight, ...later].sort());
  expect(rig.logged.slice(before).filter((line) => line.includes('failed to decrypt'))).toEqual([]);
});

test('deliveries that come twice are read from the journal, not decrypted again', async () => {
  const { business, messages } = await startLinked();
  const customer = await world.newCustomer('pn');
  await createControl(rig.controlUrl).must('POST', '/faults', { kind: 'duplicate-deliveries', number: customer });
  const before = rig.logged.length;

  const texts = numbered(5, 'twice');
  for (const text of texts) await world.writeAsCustomer(customer, business, text);

  await waitFor('all', () => unique(messages).length === texts.length);
  expect(unique(messages)).toEqual(texts);
  expect(rig.logged.slice(before).filter((line) => line.includes('failed to decrypt'))).toEqual([]);
});

test('a customer’s device that can’t read a message is sent it again, by the next process from what is stored', async () => {
  const control = createControl(rig.controlUrl);
  const first = await startLinked();
  const customer = await world.newCustomer('pn');
  const message = toOutgoing(customer, 'once more');
  await control.must('PATCH', `/customers/${customer}`, { online: false });
  await control.must('POST', '/faults', { kind: 'retry-receipts', number: customer });
  await first.session.send(message);
  await first.session.close();

  const asked: string[] = [];
  const findMessage: FindMessage = async (_, { customer: whose, whatsappId }) => {
    asked.push(`${whose.phoneNumber} ${whatsappId}`);
    return { isOwn: true, content: message.content, replyToWhatsappId: null };
  };
  const second = openRecorded(rig.createWay({ findMessage }), { ...first.channel, phoneNumber: first.business });
  open.push(second.session);
  await untilActive(second);
  await control.must('PATCH', `/customers/${customer}`, { online: true });

  await waitFor('it to be asked for', () => asked.includes(`${customer} ${message.whatsappId}`));
  await waitFor('it to be shown', async () => (await shownTexts(customer, first.business)).includes('once more'));
});

function unique(messages: IncomingMessage[]): string[] {
  return [...new Map(messages.map(({ whatsappId, content }) => [whatsappId, content])).values()];
}
