import { BufferJSON, DEFAULT_CONNECTION_CONFIG, WA_CERT_DETAILS } from 'baileys';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { WhatsAppSession, WhatsAppWay } from '../../domain/ports/whatsapp.ts';
import { createControl } from '../../embedded/whatsapp/testing/control.ts';
import { waitFor } from '../../embedded/whatsapp/testing/waitFor.ts';
import { createCipher } from '../../security/cipher.ts';
import {
  lastState,
  linkRecorded,
  openRecorded,
  type Recorded,
  untilActive,
  untilCode,
  type WhatsAppWorld,
} from '../recordedSession.contract.ts';
import { type BaileysRig, startBaileysRig } from './baileysRig.contract.ts';
import { createBaileysWorld } from './baileysWorld.contract.ts';
import { createNumberCipher } from './numberCipher.ts';

/** As Baileys ships it: what the certificates of the real WhatsApp lead to. */
const genuineRoot = '142375574d0a587166aae71ebe516437c4a28b73e3695c6ce1f7f9545da8ee6b';

let rig: BaileysRig;
let world: WhatsAppWorld;
const open: WhatsAppSession[] = [];

beforeAll(async () => {
  rig = await startBaileysRig();
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((session) => session.close()));
});

afterAll(() => rig.close());

function record(way: WhatsAppWay, given?: Parameters<typeof openRecorded>[1]): Recorded {
  const recorded = openRecorded(way, given);
  open.push(recorded.session);
  return recorded;
}

async function linked() {
  world ??= createBaileysWorld(rig);
  const business = await world.newBusiness();
  const recorded = record(world.way);
  await linkRecorded(world, business, recorded);
  return { ...recorded, business };
}

async function failStream(business: string, code: number): Promise<void> {
  await createControl(rig.controlUrl).must('POST', '/faults', { kind: 'stream-error', number: business, code });
}

test('where the network is live, the root of its certificates and its address are Baileys’ own', async () => {
  const untouched = () => ({
    root: WA_CERT_DETAILS.PUBLIC_KEY.toString('hex'),
    url: DEFAULT_CONNECTION_CONFIG.waWebSocketUrl,
  });
  const before = untouched();
  expect(before).toEqual({ root: genuineRoot, url: 'wss://web.whatsapp.com/ws/chat' });
  // Nobody listens there: the root must be looked at while a connection is made.
  const recorded = record(rig.createWay({ network: { webSocketUrl: 'ws://127.0.0.1:9', certificateRoot: null } }));

  await waitFor('the refusal', () => lastState(recorded)?.status === 'connecting' && recorded.states.length > 1);

  expect(untouched()).toEqual(before);
  expect(recorded.states.at(-1)).toMatchObject({ lastDisconnect: { message: expect.stringMatching(/\.$/) } });
});

test('a root of one’s own is refused for the real WhatsApp', () => {
  const network = { webSocketUrl: null, certificateRoot: { publicKey: '00'.repeat(32) } };
  expect(() => rig.createWay({ network })).toThrow('certificate root');
});

test('each QR says truly until when it is shown, and the last one ends the try', async () => {
  const recorded = record(rig.createWay({ qrSeconds: 0.4 }));
  const shownAt: number[] = [];
  const shown = () => recorded.states.filter((state) => state.status === 'qr_ready');
  await waitFor('the end', () => {
    if (shown().length > shownAt.length) shownAt.push(Date.now());
    return lastState(recorded)?.status === 'error';
  });

  const qrs = shown();
  expect(qrs).toHaveLength(6);
  expect(new Set(qrs.map(({ qr }) => qr)).size).toBe(6);
  for (const [index, { expiresAt }] of qrs.slice(0, -1).entries()) {
    expect(Math.abs(expiresAt - (shownAt[index + 1] ?? 0))).toBeLessThan(300);
  }
  expect(lastState(recorded)).toEqual({
    status: 'error',
    lastDisconnect: { reason: 'QR_EXPIRED', message: 'The code was not scanned in time. Ask for a new one.' },
  });
  expect(await rig.auth.loadCredentials(recorded.channel)).toBeNull();
});

test('the first QR lives 60 seconds, as WhatsApp has it', async () => {
  const recorded = record(rig.createWay());
  const { expiresAt } = await waitFor('a QR', () => recorded.states.find((state) => state.status === 'qr_ready'));
  expect(Math.abs(expiresAt - Date.now() - 60_000)).toBeLessThan(2_000);
});

test('a number opened in another place yields, and stays linked', async () => {
  const first = await linked();
  const second = record(rig.createWay(), { ...first.channel, phoneNumber: first.business });
  await untilActive(second);

  await waitFor('the first to yield', () => lastState(first)?.status === 'error');
  expect(lastState(first)).toMatchObject({ lastDisconnect: { reason: 'OPENED_ELSEWHERE' } });
  expect(await world.way.isLinked(first.channel)).toBe(true);
  expect(lastState(second)?.status).toBe('active');
});

test.each([
  [403, 'FORBIDDEN'],
  [405, 'OUTDATED'],
])('after a stream error %i a person is needed', async (code, reason) => {
  const recorded = await linked();

  await failStream(recorded.business, code);

  await waitFor('the error', () => lastState(recorded)?.status === 'error');
  expect(lastState(recorded)).toMatchObject({ lastDisconnect: { reason } });
  expect(await world.way.isLinked(recorded.channel)).toBe(true);
});

test.each([
  [503, { reason: 'SERVICE_UNAVAILABLE', message: expect.any(String) }],
  [515, null],
])('after a stream error %i the number comes back by itself', async (code, lastDisconnect) => {
  const recorded = await linked();
  const before = recorded.states.length;

  await failStream(recorded.business, code);

  await waitFor('the loss', () => recorded.states.length > before);
  await untilActive(recorded);
  expect(recorded.states.slice(before)).toEqual([
    { status: 'connecting', lastDisconnect },
    { status: 'active', phoneNumber: recorded.business },
  ]);
});

test('a network that is away is waited for', async () => {
  const recorded = await linked();

  await rig.stopNetwork();
  await waitFor('the loss', () => lastState(recorded)?.status === 'connecting');
  const customer = { phoneNumber: '+4915110000001', lid: null };
  const message = { to: customer, whatsappId: 'ABC', content: 'into the void', replyToWhatsappId: null };
  expect(await recorded.session.send(message)).toEqual({ outcome: 'unknown' });
  await rig.restartNetwork();

  await untilActive(recorded);
});

test('credentials that a phone left half-linked are begun anew', async () => {
  const first = record(rig.createWay());
  await waitFor('a QR', () => lastState(first)?.status === 'qr_ready');
  await first.session.close();
  const cipher = createNumberCipher(createCipher(Buffer.alloc(32, 7)), first.channel);
  const stored = await rig.auth.loadCredentials(first.channel);
  const half = JSON.parse(
    Buffer.from(cipher.decrypt(stored ?? Buffer.of(), 'credentials')).toString(),
    BufferJSON.reviver,
  );
  const changed = { ...half, me: { id: '4930999999@s.whatsapp.net', name: '~' } };
  const bytes = Buffer.from(JSON.stringify(changed, BufferJSON.replacer));
  await rig.auth.saveCredentials({ ...first.channel, epoch: 1 }, cipher.encrypt(bytes, 'credentials'));

  const second = record(rig.createWay(), first.channel);
  const qr = await waitFor('a QR', () => second.states.find((state) => state.status === 'qr_ready'));

  expect(qr.qr).not.toContain(Buffer.from(half.noiseKey.public).toString('base64'));
  expect(second.states.map(({ status }) => status)).toEqual(['connecting', 'qr_ready']);
});

test('starting over forgets a link that was never made, and says nothing of it', async () => {
  const way = rig.createWay();
  const first = record(way);
  const before = await waitFor('a QR', () => first.states.find((state) => state.status === 'qr_ready'));

  await first.session.logout();

  expect(await rig.auth.loadCredentials(first.channel)).toBeNull();
  expect(lastState(first)?.status).toBe('qr_ready');
  const second = record(way, first.channel);
  const after = await waitFor('a QR', () => second.states.find((state) => state.status === 'qr_ready'));
  const secretOf = (qr: string) => qr.split(',')[3];
  expect(secretOf(after.qr)).not.toBe(secretOf(before.qr));
});

test('a code that WhatsApp refuses needs a person', async () => {
  world ??= createBaileysWorld(rig);
  const business = await world.newBusiness();
  const control = createControl(rig.controlUrl);
  await control.must('POST', '/faults', { kind: 'refuse-logins', number: business, code: 429 });
  const recorded = record(rig.createWay());

  await recorded.session.requestPairingCode(business);

  await waitFor('the refusal', () => lastState(recorded)?.status === 'error');
  expect(lastState(recorded)).toMatchObject({ lastDisconnect: { reason: 'PAIRING_CODE_REFUSED' } });
  expect(await rig.auth.loadCredentials(recorded.channel)).toBeNull();
  await control.must('DELETE', '/faults');
});

test('a code that the connection was lost with is followed by a new one', async () => {
  world ??= createBaileysWorld(rig);
  const business = await world.newBusiness();
  const recorded = record(rig.createWay());
  await recorded.session.requestPairingCode(business);
  const { code } = await untilCode(recorded);

  await rig.restartNetwork();

  const next = await untilCode(recorded, code);
  await world.typeCode(business, next.code);
  await untilActive(recorded);
  expect(recorded.states.map(({ status }) => status)).not.toContain('qr_ready');
});

test('a code outlives the QRs of its connection', async () => {
  const way = rig.createWay({ qrSeconds: 0.05, pairingCodeSeconds: 1 });
  const recorded = record(way);
  await recorded.session.requestPairingCode('+49309999999');
  const { expiresAt } = await untilCode(recorded);

  await waitFor('the end', () => lastState(recorded)?.status === 'error');

  expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
  expect(lastState(recorded)).toMatchObject({ lastDisconnect: { reason: 'PAIRING_CODE_EXPIRED' } });
});

test('a number that is only opened to be unlinked is never told to be connected', async () => {
  const first = await linked();
  await first.session.close();
  const second = record(rig.createWay(), { ...first.channel, phoneNumber: first.business });

  await second.session.logout();

  expect(second.states.map(({ status }) => status)).toEqual(['connecting', 'logged_out']);
  await waitFor('the device to be gone', async () => (await world.linkedDevices(first.business)) === 0);
});

test('opening a number again ends its former session first', async () => {
  const first = await linked();

  const second = record(world.way, { ...first.channel, phoneNumber: first.business });
  await untilActive(second);

  expect(lastState(first)?.status).toBe('active');
  expect(await world.linkedDevices(first.business)).toBe(1);
});

test('every message gets an id of WhatsApp’s form', () => {
  const way = rig.createWay();
  expect(way.newMessageId()).toMatch(/^3EB0[0-9A-F]{18}$/);
  expect(way.newMessageId()).not.toBe(way.newMessageId());
});
