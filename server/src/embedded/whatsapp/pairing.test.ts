import { unlinkResponseSchema } from '@erp-whatsapp/shared/simulator';
import { Curve, WA_CERT_DETAILS } from 'baileys';
import { verifySignature } from 'libsignal/src/curve.js';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type BusinessClient, connectClient, pairClient, reconnect } from './testing/businessClient.ts';
import { business, startTestSimulator, type TestSimulator } from './testing/startSimulator.ts';
import { waitFor } from './testing/waitFor.ts';

let simulator: TestSimulator;
const open: BusinessClient[] = [];

beforeAll(async () => {
  simulator = await startTestSimulator();
});

afterEach(async () => {
  for (const client of open.splice(0)) {
    await client.close();
  }
  await simulator.control.must('POST', `/phones/${business}/unlink`);
});

afterAll(() => simulator.close());

/** A client that shows QR codes. */
async function newcomer(): Promise<{ client: BusinessClient; qr: string }> {
  const client = await connectClient({ url: simulator.url });
  open.push(client);
  return { client, qr: await waitFor('a QR code', () => client.qrs[0]) };
}

async function pair(): Promise<BusinessClient> {
  const client = await pairClient({ url: simulator.url }, business, simulator.control);
  open.push(client);
  return client;
}

test('a scanned QR code links the device, which restarts with 515 and logs in', async () => {
  const { client, qr } = await newcomer();

  const { device } = await simulator.control.must('POST', `/phones/${business}/link`, { qr });

  expect(device).toMatchObject({ id: 1, platform: 'CHROME (Mac OS)', online: false });
  await waitFor('the restart', () => client.closeCode === 515);
  const loggedIn = await reconnect({ url: simulator.url }, client.auth);
  open.push(loggedIn);
  expect(loggedIn.auth.creds.me).toMatchObject({
    id: '4930901820:1@s.whatsapp.net',
    lid: expect.stringMatching(/^9\d{14}:1@lid$/),
    name: 'Praxis Sonnenschein',
  });
  const { phones } = await simulator.control.must('GET', '/phones');
  expect(phones).toEqual([
    {
      phoneNumber: business,
      name: 'Praxis Sonnenschein',
      devices: [expect.objectContaining({ id: 1, online: true, linkedAt: expect.stringMatching(/^\d{4}-.*Z$/) })],
    },
  ]);
});

test('the QR code may come without the address before it, and with a bare number', async () => {
  const { client, qr } = await newcomer();

  await simulator.control.must('POST', `/phones/${business.slice(1)}/link`, { qr: qr.split('#')[1] });

  await waitFor('the restart', () => client.closeCode === 515);
});

test('a client that insists on every signature pairs, logs in and gets messages', async () => {
  const asShipped = Curve.verify;
  const verdicts: boolean[] = [];
  Curve.verify = (publicKey, message, signature) => {
    const typed = publicKey.length === 33 ? publicKey : Buffer.concat([Buffer.from([5]), publicKey]);
    const isGood = verifySignature(typed, message, signature) === true;
    verdicts.push(isGood);
    return isGood;
  };
  try {
    await pair();
    // Two certificates at each of the two handshakes, and the account's signature.
    expect(verdicts).toEqual([true, true, true, true, true]);
  } finally {
    Curve.verify = asShipped;
  }
});

test('a strict client that trusts another root refuses the server', async () => {
  const asShipped = Curve.verify;
  const { client: other } = await newcomer();
  await other.close();
  Curve.verify = (publicKey, message, signature) =>
    verifySignature(Buffer.concat([Buffer.from([5]), publicKey]), message, signature) === true;
  try {
    const client = await connectClient({ url: simulator.url });
    open.push(client);
    WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(Curve.generateKeyPair().public);
    await waitFor('the refusal', () => client.closeCode === 400);
  } finally {
    Curve.verify = asShipped;
  }
});

test('what is no good QR code is refused with a reason', async () => {
  const { client, qr } = await newcomer();
  const link = (phone: string, body: unknown) => simulator.control.call('POST', `/phones/${phone}/link`, body);
  const [address = '', fields = ''] = qr.split('#');
  const [, noise, identity, secret, platform] = fields.split(',');
  const stranger = Buffer.alloc(32, 7).toString('base64');

  expect(await link(business, { qr: 'https://example.org' })).toMatchObject({
    status: 400,
    body: { success: false, code: 'INVALID_INPUT', error: 'This is not the text of a WhatsApp QR code.' },
  });
  expect(await link(business, {})).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
  expect(await link('+4930000000', { qr })).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  const unknown = [address, ['2@nobody', noise, identity, secret, platform].join(',')].join('#');
  expect(await link(business, { qr: unknown })).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  const mixed = fields.replace(noise ?? '', stranger);
  expect(await link(business, { qr: mixed })).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });

  await client.close();
  await waitFor('the code to be gone', async () => (await link(business, { qr })).status === 404);
});

test('a QR code whose secret the phone misread is refused by the device', async () => {
  const { client, qr } = await newcomer();
  const fields = qr.split(',');
  fields[3] = Buffer.alloc(32, 1).toString('base64');

  const answer = await simulator.control.call('POST', `/phones/${business}/link`, { qr: fields.join(',') });

  expect(answer).toMatchObject({ status: 409, body: { code: 'CONFLICT' } });
  await waitFor('the client to give up', () => client.closeCode !== undefined);
  const { phones } = await simulator.control.must('GET', '/phones');
  expect(phones).toEqual([expect.objectContaining({ devices: [] })]);
});

test('unlinking at the phone logs out what is connected, and what comes later', async () => {
  const client = await pair();

  const answer = await simulator.control.must('POST', `/phones/${business}/unlink`);

  expect(unlinkResponseSchema.parse(answer).unlinked).toMatchObject([{ online: false }]);
  await waitFor('the logout', () => client.closeCode === 401);
  const again = await connectClient({ url: simulator.url, auth: client.auth });
  await waitFor('the refusal', () => again.closeCode === 401);
  const relinked = await pair();
  expect(relinked.auth.creds.me?.id).not.toBe(client.auth.creds.me?.id);
});

test('one of two devices can be unlinked alone; the other one stays', async () => {
  const first = await pair();
  const second = await pair();
  const device = Number(first.auth.creds.me?.id.match(/:(\d+)@/)?.[1]);

  await simulator.control.must('POST', `/phones/${business}/unlink`, { device });

  await waitFor('the logout', () => first.closeCode === 401);
  await waitFor('the other to hear', () =>
    second.stanzas.some(({ tag, attrs }) => tag === 'notification' && attrs['type'] === 'devices'),
  );
  expect(second.closeCode).toBeUndefined();
});

test('a client that logs out takes itself off the phone', async () => {
  const client = await pair();

  await client.socket.logout();

  await waitFor('the device to be gone', async () => {
    const { phones } = await simulator.control.must('GET', '/phones');
    return JSON.stringify(phones).includes('"devices":[]');
  });
});

test('the same device connecting twice replaces its former connection', async () => {
  const client = await pair();

  open.push(await reconnect({ url: simulator.url }, client.auth));

  await waitFor('the former connection to end', () => client.closeCode === 440);
});
