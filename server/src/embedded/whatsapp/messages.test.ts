import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type BusinessClient, pairClient, readText, reconnect } from './testing/businessClient.ts';
import { business, startTestSimulator, type TestSimulator } from './testing/startSimulator.ts';
import { waitFor } from './testing/waitFor.ts';

let simulator: TestSimulator;
let client: BusinessClient;
let customer: string;
let jid: string;
let made = 0;

beforeAll(async () => {
  simulator = await startTestSimulator();
  client = await pairClient({ url: simulator.url }, business, simulator.control);
});

beforeEach(async () => {
  customer = await createCustomer({ name: 'Erika' });
  jid = `${customer.slice(1)}@s.whatsapp.net`;
});

afterAll(async () => {
  await client.close();
  await simulator.close();
});

async function createCustomer(options: Record<string, unknown>): Promise<string> {
  made += 1;
  const phoneNumber = `+49151000${String(made).padStart(5, '0')}`;
  await simulator.control.must('POST', '/customers', { phoneNumber, ...options });
  return phoneNumber;
}

async function send(text: string, to = jid, from = client): Promise<string> {
  const message = await from.socket.sendMessage(to, { text });
  return message?.key.id ?? '';
}

async function arrived(text: string, at = client) {
  return waitFor(`"${text}"`, () => at.upserts.find(({ message }) => readText(message) === text));
}

async function shown(text: string, to = customer) {
  return waitFor(`"${text}" at the customer`, async () =>
    (await simulator.control.thread(to, business)).find((entry) => entry.text === text),
  );
}

test('a sent text is acknowledged, shown to the customer and delivered, then read', async () => {
  const id = await send('Good morning');

  expect(await shown('Good morning')).toMatchObject({
    ...{ id, from: business, to: customer, fromMe: false, type: 'text', copies: 1, media: null, replyTo: null },
    ...{ reactions: [], edited: false, deleted: false, receivedAt: expect.stringMatching(/Z$/) },
  });
  await waitFor('the acknowledgement', () => client.acks.some((ack) => ack.id === id && ack.error === undefined));
  await waitFor('the delivery', () => client.status(id) === 3);

  expect(await simulator.control.must('POST', `/customers/${customer}/read`, { with: business })).toEqual({
    read: [id],
  });
  await waitFor('the reading', () => client.status(id) === 4);
});

test('several unread messages get their blue ticks in one receipt', async () => {
  const ids = [await send('One'), await send('Two'), await send('Three')];
  await shown('Three');

  await simulator.control.must('POST', `/customers/${customer}/read`, { with: business });

  await waitFor('all to be read', () => ids.every((id) => client.status(id) === 4));
});

test('a customer that reads at once sends both receipts', async () => {
  await simulator.control.must('PATCH', `/customers/${customer}`, { autoRead: true });
  const id = await send('Read me');
  await waitFor('the reading', () => client.status(id) === 4);
});

test('a customer’s text comes live with their name and both addresses; its ticks reach the customer', async () => {
  const id = await simulator.control.write(customer, business, 'Hello?');

  const { type, message } = await arrived('Hello?');
  expect(type).toBe('notify');
  expect(message).toMatchObject({ pushName: 'Erika', key: { id, remoteJid: jid, fromMe: false } });
  expect(message.key.remoteJidAlt).toMatch(/^9\d{14}@lid$/);
  const status = async () => (await simulator.control.thread(customer, business))[0]?.status;
  await waitFor('the delivery', async () => (await status()) === 'delivered');
  await client.socket.readMessages([message.key]);
  await waitFor('the reading', async () => (await status()) === 'read');
});

test('a LID customer writes under the opaque id, and is answered there', async () => {
  const lidCustomer = await createCustomer({ addressing: 'lid', name: 'Max' });
  await simulator.control.write(lidCustomer, business, 'From a LID');

  const { message } = await arrived('From a LID');
  expect(message.key.remoteJid).toMatch(/^9\d{14}@lid$/);
  expect(message.key.remoteJidAlt).toBe(`${lidCustomer.slice(1)}@s.whatsapp.net`);
  const id = await send('To a LID', message.key.remoteJid ?? '');
  await shown('To a LID', lidCustomer);
  await waitFor('the delivery', () => client.status(id) === 3);
  const pnId = await send('To the number', `${lidCustomer.slice(1)}@s.whatsapp.net`);
  await waitFor('the delivery', () => client.status(pnId) === 3);
  expect(await simulator.control.thread(lidCustomer, business)).toHaveLength(3);
});

test('a LID customer can keep the number to themselves, and show it later', async () => {
  const hidden = await createCustomer({ addressing: 'lid', hidesNumber: true });
  await simulator.control.write(hidden, business, 'From nobody');
  const { message } = await arrived('From nobody');
  expect(message.key.remoteJid).toMatch(/^9\d{14}@lid$/);
  expect(message.key.remoteJidAlt).toBeUndefined();
  const id = await send('To nobody', message.key.remoteJid ?? '');
  await waitFor('the delivery', () => client.status(id) === 3);

  await simulator.control.must('PATCH', `/customers/${hidden}`, { hidesNumber: false });
  await simulator.control.write(hidden, business, 'From somebody');
  const { message: later } = await arrived('From somebody');
  expect(later.key).toMatchObject({
    remoteJid: message.key.remoteJid,
    remoteJidAlt: `${hidden.slice(1)}@s.whatsapp.net`,
  });

  await simulator.control.must('PATCH', `/customers/${hidden}`, { addressing: 'pn' });
  await simulator.control.write(hidden, business, 'From the number');
  expect((await arrived('From the number')).message.key.remoteJid).toBe(`${hidden.slice(1)}@s.whatsapp.net`);
});

test('replies carry the id of what they answer, both ways', async () => {
  const question = await simulator.control.write(customer, business, 'When?');
  const { message } = await arrived('When?');
  const answer = await client.socket.sendMessage(jid, { text: 'At nine' }, { quoted: message });

  expect(await shown('At nine')).toMatchObject({ replyTo: question });

  await simulator.control.must('POST', `/customers/${customer}/messages`, {
    ...{ to: business, text: 'Fine', replyTo: answer?.key.id },
  });
  const reply = await arrived('Fine');
  expect(reply.message.message?.extendedTextMessage?.contextInfo).toMatchObject({
    stanzaId: answer?.key.id,
    quotedMessage: { extendedTextMessage: { text: 'At nine' } },
  });
});

test('what is written on the phone comes to the linked device, and goes to the customer', async () => {
  const { id } = await simulator.control.must('POST', `/phones/${business}/messages`, {
    to: customer,
    text: 'By hand',
  });

  const { message } = await arrived('By hand');
  expect(message.key).toMatchObject({ id, remoteJid: jid, fromMe: true });
  await shown('By hand');
  await waitFor('the delivery', () => client.status(String(id)) === 3);
  expect(await simulator.control.phoneThread(business, customer)).toEqual([
    expect.objectContaining({ id, fromMe: true, status: 'delivered' }),
  ]);
});

test('the phone shows what a linked device sends, and what the customer writes', async () => {
  const id = await send('From the desk');
  await simulator.control.write(customer, business, 'Thanks');

  await waitFor('the phone to show it', async () => {
    const thread = await simulator.control.phoneThread(business, customer);
    return thread.length === 2 && thread[0]?.status === 'delivered';
  });
  expect(await simulator.control.phoneThread(business, customer)).toEqual([
    expect.objectContaining({ id, fromMe: true, text: 'From the desk', copies: 1 }),
    expect.objectContaining({ fromMe: false, text: 'Thanks', copies: 1 }),
  ]);
});

test('an offline customer gets one tick, and everything else once online again, also after a restart', async () => {
  await simulator.control.must('PATCH', `/customers/${customer}`, { online: false });
  const ids = [await send('First'), await send('Second')];
  await waitFor('the acknowledgements', () => ids.every((id) => client.acks.some((ack) => ack.id === id)));
  expect(await simulator.control.thread(customer, business)).toEqual([]);
  expect(ids.map((id) => client.status(id))).not.toContain(3);

  await simulator.restart();
  await waitFor('the connection to be lost', () => client.closeCode === 428);
  client = await reconnect({ url: simulator.url }, client.auth);
  await simulator.control.must('PATCH', `/customers/${customer}`, { online: true });

  expect((await simulator.control.thread(customer, business)).map(({ text }) => text)).toEqual(['First', 'Second']);
  await waitFor('the deliveries', () => ids.every((id) => client.status(id) === 3));
});

test('what comes while the business is offline waits for it, in order, also over a restart', async () => {
  const sentBefore = await send('Are you there?');
  await waitFor('the delivery', () => client.status(sentBefore) === 3);
  await client.close();
  const texts = ['1', '2', '3', '4', '5'].map((n) => `Missed ${n}`);
  for (const text of texts) {
    await simulator.control.write(customer, business, text);
  }
  await simulator.control.must('POST', `/customers/${customer}/read`, { with: business });
  await simulator.restart();

  client = await reconnect({ url: simulator.url }, client.auth);

  await arrived('Missed 5');
  expect(client.upserts.map(({ type, message }) => [type, readText(message)])).toEqual(
    texts.map((text) => ['append', text]),
  );
  await waitFor('the reading', () => client.status(sentBefore) === 4);
  await waitFor('the deliveries', async () => {
    const thread = await simulator.control.thread(customer, business);
    return thread.filter((entry) => entry.fromMe && entry.status === 'delivered').length === 5;
  });
  const auth = client.auth;
  await client.close();
  client = await reconnect({ url: simulator.url }, auth);
  expect(client.stanzas.filter(({ attrs }) => attrs['offline'] !== undefined)).toEqual([]);
});

test('two linked devices both get everything, and copies of what the other sends', async () => {
  const second = await pairClient({ url: simulator.url }, business, simulator.control);
  await simulator.control.write(customer, business, 'To both');
  await arrived('To both');
  await arrived('To both', second);

  const id = await send('From the first');
  const copy = await arrived('From the first', second);
  expect(copy.message.key).toMatchObject({ id, remoteJid: jid, fromMe: true });
  await waitFor('the ticks at both', () => client.status(id) === 3 && second.status(id) === 3);
  expect(await shown('From the first')).toMatchObject({ copies: 1 });

  const answer = await send('From the second', jid, second);
  await arrived('From the second');
  await waitFor('the ticks at both', () => client.status(answer) === 3 && second.status(answer) === 3);
  await second.close();
  const device = Number(second.auth.creds.me?.id.match(/:(\d+)@/)?.[1]);
  await simulator.control.must('POST', `/phones/${business}/unlink`, { device });
});

test('a customer who has blocked the business: acknowledged, never delivered', async () => {
  await simulator.control.must('PATCH', `/customers/${customer}`, { blocked: true });
  const id = await send('Please read');
  await waitFor('the acknowledgement', () => client.acks.some((ack) => ack.id === id && ack.error === undefined));

  await simulator.control.must('PATCH', `/customers/${customer}`, { blocked: false });
  const later = await send('And this?');
  await waitFor('the delivery', () => client.status(later) === 3);
  expect(client.status(id)).not.toBe(3);
  expect(await simulator.control.thread(customer, business)).toMatchObject([{ text: 'And this?' }]);
});

test('a number that nobody has is not on WhatsApp, and sending to it fails visibly', async () => {
  expect(await client.socket.onWhatsApp(customer, '+4915199999999')).toEqual([{ jid, exists: true }]);

  const id = await send('Anyone?', '4915199999999@s.whatsapp.net');

  await waitFor('the refusal', () => client.acks.some((ack) => ack.id === id && ack.error === '463'));
  await waitFor('the error', () => client.status(id) === 0);
});

test('two businesses can write to each other', async () => {
  const other = '+4940123456';
  await simulator.control.must('POST', '/phones', { phoneNumber: other, name: 'Labor' });
  const labor = await pairClient({ url: simulator.url }, other, simulator.control);

  const id = await send('Results, please', '4940123456@s.whatsapp.net');
  const { message } = await arrived('Results, please', labor);
  expect(message).toMatchObject({ pushName: 'Praxis Sonnenschein', key: { remoteJid: '4930901820@s.whatsapp.net' } });
  await waitFor('the delivery', () => client.status(id) === 3);
  await send('On their way', message.key.remoteJid ?? '', labor);
  await arrived('On their way');
  await labor.close();
});

test('a message to the own number goes to the own devices alone', async () => {
  const id = await send('Note to myself', '4930901820@s.whatsapp.net');

  await waitFor(
    'the phone to show it',
    async () => (await simulator.control.phoneThread(business, business))[0]?.id === id,
  );
});

test('reactions, edits and deletions change what the customer sees', async () => {
  const id = await send('Tomorow at nine');
  const key = { remoteJid: jid, fromMe: true, id };
  await shown('Tomorow at nine');
  await client.socket.sendMessage(jid, { text: 'Tomorrow at nine', edit: key });
  expect(await shown('Tomorrow at nine')).toMatchObject({ id, edited: true, copies: 1 });

  const asked = await simulator.control.write(customer, business, 'Great');
  const { message } = await arrived('Great');
  await client.socket.sendMessage(jid, { react: { text: '👍', key: message.key } });
  await waitFor('the reaction', async () => {
    const thread = await simulator.control.thread(customer, business);
    return thread.find((entry) => entry.id === asked)?.reactions[0]?.emoji === '👍';
  });

  await client.socket.sendMessage(jid, { delete: key });
  await waitFor('the deletion', async () => (await simulator.control.thread(customer, business))[0]?.deleted);
});
