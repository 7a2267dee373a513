import { faultsResponseSchema } from '@erp-whatsapp/shared/simulator';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type BusinessClient, connectClient, pairClient, readText, reconnect } from './testing/businessClient.ts';
import { business, customer, startTestSimulator, type TestSimulator } from './testing/startSimulator.ts';
import { waitFor } from './testing/waitFor.ts';

const jid = `${customer.slice(1)}@s.whatsapp.net`;
const other = '+4915187654321';
const otherJid = `${other.slice(1)}@s.whatsapp.net`;
let simulator: TestSimulator;
let client: BusinessClient;

beforeAll(async () => {
  simulator = await startTestSimulator();
  await simulator.control.must('POST', '/customers', { phoneNumber: other });
  client = await pairClient({ url: simulator.url }, business, simulator.control);
});

afterEach(() => simulator.control.must('DELETE', '/faults'));

afterAll(async () => {
  await client.close();
  await simulator.close();
});

const fail = (fault: Record<string, unknown>) => simulator.control.must('POST', '/faults', fault);

async function send(text: string, to = jid): Promise<string> {
  const message = await client.socket.sendMessage(to, { text });
  return message?.key.id ?? '';
}

const isAcknowledged = (id: string) => client.acks.some((ack) => ack.id === id);
const isDelivered = (id: string) => client.status(id) === 3;

test('drop-socket breaks the connection off, once', async () => {
  expect(await fail({ kind: 'drop-socket', number: business })).toMatchObject({ sockets: 1 });
  await waitFor('the loss', () => client.closeCode === 428);

  client = await reconnect({ url: simulator.url }, client.auth);

  expect(await simulator.control.must('GET', '/faults')).toEqual({ faults: [] });
  expect(await fail({ kind: 'drop-socket', number: '+4930000000' })).toMatchObject({ sockets: 0 });
});

test.each([503, 515, 440])('stream-error ends the connection with %i', async (code) => {
  await fail({ kind: 'stream-error', number: business, code });
  await waitFor('the end', () => client.closeCode === code);
  client = await reconnect({ url: simulator.url }, client.auth);
});

test('latency makes what concerns a customer late, and only that', async () => {
  await fail({ kind: 'latency', number: customer, ms: 2_000 });
  const started = Date.now();
  const late = await send('Slow');
  const quick = await send('Quick', otherJid);

  await waitFor('the other’s delivery', () => isDelivered(quick));
  expect(isAcknowledged(late)).toBe(false);
  await waitFor('the delivery', () => isDelivered(late));
  expect(Date.now() - started).toBeGreaterThanOrEqual(2_000);
});

test('withheld acknowledgements come later, or when the fault is deleted, and never on a new connection', async () => {
  await fail({ kind: 'withhold-acks', number: customer, seconds: 60 });
  const id = await send('No tick');
  await waitFor('the delivery', () => isDelivered(id));
  expect(isAcknowledged(id)).toBe(false);
  await simulator.control.must('DELETE', '/faults');
  await waitFor('the acknowledgement', () => isAcknowledged(id));

  await fail({ kind: 'withhold-acks', seconds: 0.1 });
  const delayed = await send('A late tick');
  await waitFor('the acknowledgement', () => isAcknowledged(delayed));

  await fail({ kind: 'withhold-acks', seconds: 60 });
  const lost = await send('Never a tick');
  await waitFor('the delivery', () => isDelivered(lost));
  await client.close();
  client = await reconnect({ url: simulator.url }, client.auth);
  await simulator.control.must('DELETE', '/faults');
  const next = await send('A tick');
  await waitFor('the acknowledgement', () => isAcknowledged(next));
  expect(isAcknowledged(lost)).toBe(false);
});

test('withheld receipts wait for the fault’s end, over a restart', async () => {
  await fail({ kind: 'withhold-receipts', number: customer });
  const id = await send('Delivered?');
  const quick = await send('Delivered!', otherJid);
  await waitFor('the other’s delivery', () => isDelivered(quick));
  await simulator.restart();
  await waitFor('the loss', () => client.closeCode === 428);
  client = await reconnect({ url: simulator.url }, client.auth);
  expect(faultsResponseSchema.parse(await simulator.control.must('GET', '/faults'))).toEqual({
    faults: [{ id: expect.any(Number), kind: 'withhold-receipts', number: customer }],
  });
  expect(client.stanzas.filter(({ tag, attrs }) => tag === 'receipt' && attrs['id'] === id)).toEqual([]);

  await simulator.control.must('DELETE', '/faults');

  await waitFor('the delivery', () => isDelivered(id));
});

test('duplicate-deliveries brings the same stanza twice', async () => {
  await fail({ kind: 'duplicate-deliveries', number: customer });
  const id = await simulator.control.write(customer, business, 'Echo');

  await waitFor(
    'two of them',
    () => client.stanzas.filter(({ attrs, tag }) => tag === 'message' && attrs['id'] === id).length >= 2,
  );
  await waitFor('the text', () => client.upserts.some(({ message }) => readText(message) === 'Echo'));
});

test('reorder-receipts brings the reading before the delivery', async () => {
  await simulator.control.must('PATCH', `/customers/${customer}`, { autoRead: true });
  await fail({ kind: 'reorder-receipts', number: customer });
  const id = await send('Both');

  const receipts = () =>
    client.stanzas.filter(({ tag, attrs }) => tag === 'receipt' && attrs['id'] === id && attrs['type'] !== 'sender');
  await waitFor('both receipts', () => receipts().length === 2);
  expect(receipts().map(({ attrs }) => attrs['type'])).toEqual(['read', undefined]);
  await simulator.control.must('PATCH', `/customers/${customer}`, { autoRead: false });
});

test('retry-receipts lets the customer’s device ask once for each message', async () => {
  await fail({ kind: 'retry-receipts', number: customer });
  const id = await send('Pardon?');

  await waitFor('the message', async () =>
    (await simulator.control.thread(customer, business)).some((entry) => entry.id === id),
  );
  const retries = client.stanzas.filter(({ attrs }) => attrs['type'] === 'retry' && attrs['id'] === id);
  expect(retries).toHaveLength(1);
  await waitFor('the delivery', () => isDelivered(id));
});

test('reject-sends refuses messages with its code, and nobody gets them', async () => {
  await fail({ kind: 'reject-sends', number: customer, code: 479 });
  const id = await send('Refused');
  const fine = await send('Not refused', otherJid);

  await waitFor('the refusal', () => client.acks.some((ack) => ack.id === id && ack.error === '479'));
  await waitFor('the other’s delivery', () => isDelivered(fine));
  expect(client.status(id)).toBe(0);
  expect((await simulator.control.thread(customer, business)).some((entry) => entry.id === id)).toBe(false);
});

test.each([1, 2])(
  'unreadable-deliveries lets the linked device ask %i time(s) for what it can’t read',
  async (count) => {
    await fail({ kind: 'unreadable-deliveries', number: customer, count });
    const text = `Readable after ${count}`;
    const id = await simulator.control.write(customer, business, text);

    await waitFor('the text', () => client.texts().includes(text));
    const copies = client.stanzas.filter(({ attrs, tag }) => tag === 'message' && attrs['id'] === id);
    expect(copies).toHaveLength(1 + count);
    expect(client.upserts.filter(({ message }) => message.key.id === id && message.messageStubType)).toHaveLength(
      count,
    );
  },
);

test('unreadable-deliveries can bring what was not encrypted for the device at all', async () => {
  await fail({ kind: 'unreadable-deliveries', number: customer, as: 'unavailable' });
  const id = await simulator.control.write(customer, business, 'Not for you');

  await waitFor('the stub', () => client.upserts.some(({ message }) => message.key.id === id));
  const [stanza] = client.stanzas.filter(({ attrs, tag }) => tag === 'message' && attrs['id'] === id);
  expect(stanza?.content).toMatchObject([{ tag: 'unavailable' }]);
});

test('refuse-logins turns linked devices away with its code', async () => {
  await fail({ kind: 'refuse-logins', number: business, code: 403 });
  await client.close();
  const refused = await connectClient({ url: simulator.url, auth: client.auth });
  await waitFor('the refusal', () => refused.closeCode === 403);
  await simulator.control.must('DELETE', '/faults');
  client = await reconnect({ url: simulator.url }, client.auth);
});

test('silence keeps the connection, and what is lost in it comes with the next one', async () => {
  await fail({ kind: 'silence', number: business });
  await simulator.control.write(customer, business, 'Unheard');
  await simulator.control.must('DELETE', '/faults');
  await simulator.control.write(customer, business, 'Heard');
  await waitFor('the next one', () => client.texts().includes('Heard'));
  expect(client.texts()).not.toContain('Unheard');

  await client.close();
  client = await reconnect({ url: simulator.url }, client.auth);
  await waitFor('what was missed', () => client.texts().includes('Unheard'));
});
