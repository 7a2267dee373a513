import {
  type BinaryNode,
  DEFAULT_CONNECTION_CONFIG,
  encodeWAMessage,
  getBinaryNodeChild,
  getBinaryNodeChildBuffer,
  getBinaryNodeChildren,
  type SocketConfig,
} from 'baileys';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type BusinessClient, connectClient, pairClient, readText, reconnect } from './testing/businessClient.ts';
import { business, customer, startTestSimulator, type TestSimulator } from './testing/startSimulator.ts';
import { waitFor } from './testing/waitFor.ts';

const jid = `${customer.slice(1)}@s.whatsapp.net`;
let simulator: TestSimulator;
let client: BusinessClient;
/** What copies for the customer's phone are turned into before they leave. */
let tamper: ((ciphertext: Uint8Array) => Uint8Array) | undefined;
/** Every copy that the client encrypted for the customer's phone. */
const encrypted: { type: 'msg' | 'pkmsg'; ciphertext: Uint8Array }[] = [];

/** A client whose ciphertexts a test can see and spoil. */
const config: Partial<SocketConfig> = {
  makeSignalRepository: (...parts) => {
    const stock = DEFAULT_CONNECTION_CONFIG.makeSignalRepository(...parts);
    return {
      ...stock,
      async encryptMessage(options) {
        const { type, ciphertext } = await stock.encryptMessage(options);
        if (options.jid.startsWith(business.slice(1))) {
          return { type, ciphertext };
        }
        const spoilt = { type, ciphertext: tamper ? tamper(ciphertext) : ciphertext };
        encrypted.push(spoilt);
        return spoilt;
      },
    };
  },
};

beforeAll(async () => {
  simulator = await startTestSimulator();
  client = await pairClient({ url: simulator.url, config }, business, simulator.control);
});

afterEach(() => {
  tamper = undefined;
});

afterAll(async () => {
  await client.close();
  await simulator.close();
});

const thread = () => simulator.control.thread(customer, business);

async function send(text: string): Promise<string> {
  const message = await client.socket.sendMessage(jid, { text });
  return message?.key.id ?? '';
}

async function shown(text: string) {
  return waitFor(`"${text}" at the customer`, async () => (await thread()).find((entry) => entry.text === text));
}

async function arrived(text: string) {
  return waitFor(`"${text}"`, () => client.upserts.find(({ message }) => readText(message) === text));
}

/** Sends one ciphertext to the customer's phone as a message of its own; resolves once it is acknowledged. */
async function sendRaw(id: string, part: { type: string; ciphertext: Uint8Array }): Promise<void> {
  const enc = { tag: 'enc', attrs: { v: '2', type: part.type }, content: part.ciphertext };
  const participants = { tag: 'participants', attrs: {}, content: [{ tag: 'to', attrs: { jid }, content: [enc] }] };
  const node: BinaryNode = { tag: 'message', attrs: { id, to: jid, type: 'text' }, content: [participants] };
  await client.socket.sendNode(node);
  await waitFor('the acknowledgement', () => client.acks.some((ack) => ack.id === id));
}

function retriesOf(id: string): BinaryNode[] {
  return client.stanzas.filter(
    ({ tag, attrs }) => tag === 'receipt' && attrs['type'] === 'retry' && attrs['id'] === id,
  );
}

test('a message key that was used is dropped without a word, first message or later one', async () => {
  await send('Once');
  await shown('Once');
  const first = encrypted.at(-1);
  await simulator.control.write(customer, business, 'Answer');
  await arrived('Answer');
  await send('Twice');
  await shown('Twice');
  const later = encrypted.at(-1);
  if (!first || !later) throw new Error('Nothing was encrypted.');
  expect([first.type, later.type]).toEqual(['pkmsg', 'msg']);

  await sendRaw('REPLAY1', first);
  await sendRaw('REPLAY2', later);

  await send('After the replays');
  await shown('After the replays');
  expect((await thread()).map(({ text, copies }) => [text, copies])).toEqual([
    ['Once', 1],
    ['Answer', 1],
    ['Twice', 1],
    ['After the replays', 1],
  ]);
  const answers = client.stanzas.filter(({ tag, attrs }) => tag === 'receipt' && attrs['id']?.startsWith('REPLAY'));
  expect(answers).toEqual([]);
});

test('a message repeated under its id is one entry with two copies', async () => {
  const messageId = await send('Said once');
  await shown('Said once');

  await client.socket.relayMessage(jid, { conversation: 'Said once' }, { messageId });

  await waitFor('the second copy', async () =>
    (await thread()).some(({ id, copies }) => id === messageId && copies === 2),
  );
  expect((await thread()).filter(({ text }) => text === 'Said once')).toHaveLength(1);
});

test('what the customer’s phone can’t read it asks for again, and the next copy is shown', async () => {
  let left = 1;
  tamper = (ciphertext) => {
    left -= 1;
    return left < 0 ? ciphertext : Buffer.concat([ciphertext.subarray(0, -1), Buffer.from([0xff])]);
  };
  const id = await send('Garbled');

  await shown('Garbled');
  expect(retriesOf(id)).toHaveLength(1);
  await waitFor('the delivery', () => client.status(id) === 3);
  expect((await thread()).filter((entry) => entry.id === id)).toMatchObject([{ copies: 1 }]);
});

test('what stays unreadable is asked for five times, with keys from the second on, and never shown', async () => {
  await sendRaw('GARBAGE', { type: 'msg', ciphertext: Buffer.from('3300112233445566778899aabbccddeeff', 'hex') });

  await waitFor('the retry receipt', () => retriesOf('GARBAGE').length === 1);
  for (let count = 2; count <= 7; count += 1) {
    await sendRaw('GARBAGE', { type: 'msg', ciphertext: Buffer.from([0x33, count, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) });
  }
  await send('After the garbage');
  await shown('After the garbage');
  const hasKeys = retriesOf('GARBAGE').map(
    ({ content }) => Array.isArray(content) && content.some((c) => c.tag === 'keys'),
  );
  expect(hasKeys).toEqual([false, true, true, true, true]);
  expect((await thread()).some(({ id }) => id === 'GARBAGE')).toBe(false);
});

test('a linked device that shows no signature of its account is not believed', async () => {
  client.auth.forgetSessions();
  await client.socket.assertSessions([jid], true);
  const data = encodeWAMessage({ conversation: 'Trust me' });
  const part = await client.socket.signalRepository.encryptMessage({ jid, data });
  expect(part.type).toBe('pkmsg');

  await sendRaw('UNSIGNED', part);

  await waitFor('the retry receipt', () => retriesOf('UNSIGNED').length === 1);
  expect((await thread()).some(({ id }) => id === 'UNSIGNED')).toBe(false);
});

test('a client that has lost its sessions asks again and gets the message', async () => {
  await simulator.control.write(customer, business, 'Before the loss');
  await arrived('Before the loss');
  client.auth.forgetSessions();

  const id = await simulator.control.write(customer, business, 'After the loss');

  await arrived('After the loss');
  const copies = client.stanzas.filter(({ tag, attrs }) => tag === 'message' && attrs['id'] === id);
  expect(copies.length).toBeGreaterThan(1);
  await client.close();
  client = await reconnect({ url: simulator.url, config }, client.auth);
  expect(client.stanzas.filter(({ tag }) => tag === 'message')).toEqual([]);
});

test('what a client has not confirmed comes again, marked as offline', async () => {
  client.socket.ws.prependListener('CB:message', () => void client.close());
  const id = await simulator.control.write(customer, business, 'Cut off');
  await waitFor('the socket to be closed', () => client.closeCode !== undefined);

  client = await reconnect({ url: simulator.url, config }, client.auth);

  await waitFor('the message', () => client.stanzas.some(({ tag, attrs }) => tag === 'message' && attrs['id'] === id));
  const again = client.stanzas.find(({ attrs }) => attrs['id'] === id);
  expect(again?.attrs['offline']).toBe('0');
});

/** Asks the server for the keys of a device, so many times at once. @returns the one-time keys that were given. */
async function takeKeys(device: string, times: number): Promise<string[]> {
  const answer: BinaryNode = await client.socket.query({
    tag: 'iq',
    attrs: { xmlns: 'encrypt', type: 'get', to: '@s.whatsapp.net' },
    content: [
      {
        tag: 'key',
        attrs: {},
        content: Array.from({ length: times }, () => ({ tag: 'user', attrs: { jid: device } })),
      },
    ],
  });
  const users = getBinaryNodeChildren(getBinaryNodeChild(answer, 'list'), 'user');
  return users.flatMap((user) => {
    const value = getBinaryNodeChildBuffer(getBinaryNodeChild(user, 'key'), 'value');
    return value ? [Buffer.from(value).toString('hex')] : [];
  });
}

test('a one-time key is given out once, and a phone always has new ones', async () => {
  const keys = await takeKeys(jid, 50);

  expect(new Set(keys).size).toBe(50);
});

/** How many one-time keys of the client the server still has. */
async function countKeys(): Promise<number> {
  const answer: BinaryNode = await client.socket.query({
    tag: 'iq',
    attrs: { xmlns: 'encrypt', type: 'get', to: '@s.whatsapp.net' },
    content: [{ tag: 'count', attrs: {} }],
  });
  return Number(getBinaryNodeChild(answer, 'count')?.attrs['value']);
}

test('a linked device whose keys run low is told, and brings new ones', async () => {
  const left = await countKeys();
  const taken = await takeKeys(client.auth.creds.me?.id ?? '', left - 4);
  expect(taken).toHaveLength(left - 4);

  await waitFor('the notice', () => client.stanzas.some(({ attrs }) => attrs['type'] === 'encrypt'));

  await waitFor('the new keys', async () => (await countKeys()) === 9);
});

test('without a one-time key left a session opens all the same', async () => {
  const other = '+4940123456';
  await simulator.control.must('POST', '/phones', { phoneNumber: other });
  const labor = await pairClient({ url: simulator.url }, other, simulator.control);
  await labor.close();
  expect(await takeKeys(labor.auth.creds.me?.id ?? '', 900)).toHaveLength(812);
  await simulator.control.write(customer, other, 'A first word');

  const back = await reconnect({ url: simulator.url }, labor.auth);

  await waitFor('the message', () => back.texts().includes('A first word'));
  await back.close();
});

test('a login with keys that are not the device’s own is refused', async () => {
  const { keyPair } = client.auth.creds.signedPreKey;
  const stolen = { ...client.auth, creds: { ...client.auth.creds, noiseKey: keyPair } };

  const thief = await connectClient({ url: simulator.url, auth: stolen });

  await waitFor('the refusal', () => thief.closeCode === 401);
  expect(client.closeCode).toBeUndefined();
});
