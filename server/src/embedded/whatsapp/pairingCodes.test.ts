import { once } from 'node:events';
import { Curve } from 'baileys';
import { verifySignature } from 'libsignal/src/curve.js';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type BusinessClient, connectClient, reconnect } from './testing/businessClient.ts';
import { business, startTestSimulator, type TestSimulator } from './testing/startSimulator.ts';
import { waitFor } from './testing/waitFor.ts';

const other = '+4930555555';

let simulator: TestSimulator;
const open: BusinessClient[] = [];

beforeAll(async () => {
  simulator = await startTestSimulator();
  await simulator.control.must('POST', '/phones', { phoneNumber: other });
});

afterEach(async () => {
  for (const client of open.splice(0)) {
    await client.close();
  }
  await simulator.control.must('POST', `/phones/${business}/unlink`);
  await simulator.control.must('DELETE', '/faults');
});

afterAll(() => simulator.close());

const type = (phone: string, pairingCode: string) =>
  simulator.control.call('POST', `/phones/${phone}/link`, { pairingCode });

async function newcomer(): Promise<BusinessClient> {
  const client = await connectClient({ url: simulator.url });
  open.push(client);
  await waitFor('it to be ready to be linked', () => client.qrs[0]);
  return client;
}

/** Has a client show a code, and waits until WhatsApp knows of it. */
async function requestCode({ socket }: BusinessClient): Promise<string> {
  const known = once(socket.ws, 'CB:iq,,link_code_companion_reg');
  const code = await socket.requestPairingCode(business.slice(1));
  await known;
  return code;
}

/** A client that shows a code. */
async function asking(): Promise<{ client: BusinessClient; code: string }> {
  const client = await newcomer();
  return { client, code: await requestCode(client) };
}

test('a typed code links the device, which restarts with 515 and logs in', async () => {
  const { client, code } = await asking();

  const answer = await type(business, code);

  expect(answer).toMatchObject({ status: 200, body: { device: { platform: 'CHROME (Mac OS)', online: false } } });
  await waitFor('the restart', () => client.closeCode === 515);
  const loggedIn = await reconnect({ url: simulator.url }, client.auth);
  open.push(loggedIn);
  expect(loggedIn.auth.creds).toMatchObject({
    registered: true,
    me: { id: expect.stringMatching(/^4930901820:\d+@s\.whatsapp\.net$/), name: 'Praxis Sonnenschein' },
  });
});

test('a client that insists on every signature is linked by a code', async () => {
  const asShipped = Curve.verify;
  const verdicts: boolean[] = [];
  Curve.verify = (publicKey, message, signature) => {
    const typed = publicKey.length === 33 ? publicKey : Buffer.concat([Buffer.from([5]), publicKey]);
    const isGood = verifySignature(typed, message, signature) === true;
    verdicts.push(isGood);
    return isGood;
  };
  try {
    const { client, code } = await asking();
    await type(business, code);
    await waitFor('the restart', () => client.closeCode === 515);
    // Two certificates, and the account's signature.
    expect(verdicts).toEqual([true, true, true]);
  } finally {
    Curve.verify = asShipped;
  }
});

test('a wrong code is refused by the phone, and the device goes on waiting', async () => {
  const { client, code } = await asking();

  expect(await type(business, '22222222')).toMatchObject({
    status: 409,
    body: { code: 'CONFLICT', error: 'This is not the code that the device shows. Check it and type it again.' },
  });

  expect(await type(business, code)).toMatchObject({ status: 200 });
  await waitFor('the restart', () => client.closeCode === 515);
});

test('what is no code, or nobody waits for, is refused with a reason', async () => {
  const { client, code } = await asking();

  for (const odd of ['ABC', 'ABCD12345', 'ABCD-123!', 'ÄBCD1234']) {
    expect(await type(business, odd)).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
  }
  expect(await type(other, code)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  expect(await type('+4930000000', code)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  const both = { pairingCode: code, qr: client.qrs[0] };
  expect(await simulator.control.call('POST', `/phones/${business}/link`, both)).toMatchObject({ status: 400 });

  await client.close();
  await waitFor('the code to be gone', async () => (await type(business, code)).status === 404);
});

test('a code that is asked for anew makes the former one worthless', async () => {
  const { client, code } = await asking();

  const next = await requestCode(client);

  expect(await type(business, code)).toMatchObject({ status: 409 });
  expect(await type(business, next)).toMatchObject({ status: 200 });
});

test('two that wait for the same phone: the later one is linked', async () => {
  const first = await asking();
  const second = await asking();

  expect(await type(business, first.code)).toMatchObject({ status: 409 });
  expect(await type(business, second.code)).toMatchObject({ status: 200 });

  await waitFor('the restart', () => second.client.closeCode === 515);
  expect(first.client.closeCode).toBeUndefined();
});

test.each([
  ['a group', { jid: '123456@g.us' }],
  ['nobody', {}],
])('asking for %s is refused', async (_, attributes) => {
  const client = await newcomer();
  await expect(ask(client, attributes)).rejects.toMatchObject({ data: 400 });
});

test('who is turned away at login gets no code either', async () => {
  await simulator.control.must('POST', '/faults', { kind: 'refuse-logins', number: business, code: 429 });
  const client = await newcomer();
  const refused = once(client.socket.ws, 'CB:iq,type:error');

  const code = await client.socket.requestPairingCode(business.slice(1));

  await refused;
  expect(await type(business, code)).toMatchObject({ status: 404 });
});

/** Asks as a client does, but for what it leaves out. */
function ask(client: BusinessClient, attributes: Record<string, string>) {
  return client.socket.query({
    tag: 'iq',
    attrs: { to: '@s.whatsapp.net', type: 'set', xmlns: 'md', id: client.socket.generateMessageTag() },
    content: [{ tag: 'link_code_companion_reg', attrs: { stage: 'companion_hello', ...attributes }, content: [] }],
  });
}
