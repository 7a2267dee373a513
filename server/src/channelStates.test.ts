import { type ChannelStatus, channelStatusSchema } from '@erp-whatsapp/shared/channel';
import type {
  ChannelsClientEvents,
  ChannelsServerEvents,
  ConnectionUpdate,
} from '@erp-whatsapp/shared/dialects/channels';
import { phonesResponseSchema } from '@erp-whatsapp/shared/simulator';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createSimulator, readQr, type Simulator, signIn } from './testing/console.ts';
import { createCall } from './testing/http.ts';
import { startApp, type TestApp } from './testing/startApp.ts';
import { waitFor } from './testing/waitFor.ts';

/** What a client that subscribed to one channel heard of it. */
type Hearing = {
  channelId: string;
  updates: ConnectionUpdate[];
  codes: string[];
  pictures: string[];
};

const created = z.object({ payload: z.object({ channelId: z.string() }) });
const call = createCall(() => app);
const open: Socket<ChannelsServerEvents, ChannelsClientEvents>[] = [];
let app: TestApp;
let simulator: Simulator;
let token: string;
let phones = 0;

beforeAll(async () => {
  app = await startApp({ PAIRING_CODE_SECONDS: '8' });
  simulator = await createSimulator(app);
  ({ token } = await signIn(app, app.admin));
});

afterEach(async () => {
  for (const socket of open.splice(0)) socket.disconnect();
  await simulator.clearFaults();
});

afterAll(() => app?.close());

test('each of the seven states is told as it comes', async () => {
  const [phone, heard] = [await addPhone(), await subscribe(await addChannel())];
  await until(heard, 'inactive');

  await ask(heard, 'connect');
  await until(heard, 'connecting');
  await until(heard, 'qr_ready');
  await ask(heard, 'pairing-code', { phoneNumber: phone });
  await until(heard, 'pairing_code_ready');
  await typeCode(phone, heard);
  await until(heard, 'active');
  await failStream(phone, 440);
  await until(heard, 'error', 'OPENED_ELSEWHERE');
  await ask(heard, 'connect');
  await waitFor('it to be connected again', () => heard.updates.at(-1)?.status === 'active');
  await simulator.call('POST', `/phones/${phone}/unlink`, {});
  await until(heard, 'logged_out', 'LOGGED_OUT');

  expect(heard.updates.map(({ status }) => status)).toEqual([
    'inactive',
    ...['connecting', 'qr_ready'],
    ...['connecting', 'pairing_code_ready'],
    ...['connecting', 'active'],
    'error',
    ...['connecting', 'active'],
    'logged_out',
  ]);
  expect(new Set(heard.updates.map(({ status }) => status))).toEqual(new Set(channelStatusSchema.options));
  for (const { channelId, timestamp } of heard.updates) {
    expect(channelId).toBe(heard.channelId);
    expect(new Date(timestamp).toISOString()).toBe(timestamp);
  }
});

test.each<[code: number, status: ChannelStatus, reason: string | undefined]>([
  [408, 'connecting', 'CONNECTION_LOST'],
  [428, 'connecting', 'CONNECTION_CLOSED'],
  [503, 'connecting', 'SERVICE_UNAVAILABLE'],
  [515, 'connecting', undefined],
  [440, 'error', 'OPENED_ELSEWHERE'],
  [403, 'error', 'FORBIDDEN'],
  [401, 'logged_out', 'LOGGED_OUT'],
])('a number that WhatsApp ends with %i is %s', async (...[code, status, reason]) => {
  const { phone, ...heard } = await linked();
  const before = heard.updates.length;

  await failStream(phone, code);

  const update = await waitFor(`${status}`, () => heard.updates.slice(before).find((told) => told.status === status));
  expect(update.lastDisconnect?.reason).toBe(reason);
  if (reason) expect(update.lastDisconnect?.message).toMatch(/^[A-Z].*\.$/);
  if (status === 'connecting') {
    await waitFor('it to come back', () => heard.updates.slice(before).some((told) => told.status === 'active'));
  }
});

test('a code that nobody typed in time is an error, and another one can be asked for', async () => {
  const [phone, heard] = [await addPhone(), await subscribe(await addChannel())];
  await ask(heard, 'connect', { phoneNumber: phone });
  const code = await waitFor('the code', () => heard.codes[0]);

  await until(heard, 'error', 'PAIRING_CODE_EXPIRED');

  await expect(type(phone, code)).rejects.toThrow();
  await ask(heard, 'pairing-code', { phoneNumber: phone });
  await waitFor('another code', () => heard.codes[1]);
  await typeCode(phone, heard);
  await until(heard, 'active');
});

test('a code that was replaced links nothing, and without a number a QR comes back', async () => {
  const [phone, heard] = [await addPhone(), await subscribe(await addChannel())];
  await ask(heard, 'connect', { phoneNumber: phone });
  const first = await waitFor('the code', () => heard.codes[0]);
  await ask(heard, 'pairing-code', { phoneNumber: phone });
  const second = await waitFor('another code', () => heard.codes[1]);
  expect(second).not.toBe(first);
  await expect(type(phone, first)).rejects.toThrow();
  await until(heard, 'pairing_code_ready');

  await ask(heard, 'connect');

  const picture = await waitFor('the QR', () => heard.pictures[0]);
  await expect(type(phone, second)).rejects.toThrow();
  await simulator.link(phone, readQr(picture));
  await until(heard, 'active');
});

test('another number than the channel’s is an error, and its link is undone', async () => {
  const [own, other] = [await addPhone(), await addPhone()];
  const heard = await subscribe(await addChannel(own));
  await ask(heard, 'connect');
  await simulator.link(other, readQr(await waitFor('the QR', () => heard.pictures[0])));

  await until(heard, 'error', 'OTHER_NUMBER');

  expect(heard.updates.map(({ status }) => status)).not.toContain('active');
  await waitFor('the link to be undone', async () => (await countDevices(other)) === 0);
});

test('who subscribes late hears the present state, and the code that is shown', async () => {
  const [phone, early] = [await addPhone(), await subscribe(await addChannel())];
  await ask(early, 'connect', { phoneNumber: phone });
  const code = await waitFor('the code', () => early.codes[0]);

  const late = await subscribe(early.channelId);

  await waitFor('the code', () => late.codes.length === 1);
  expect(late).toMatchObject({ codes: [code], updates: [{ status: 'pairing_code_ready' }] });
});

async function addPhone(): Promise<string> {
  phones += 1;
  const phoneNumber = `+493012${String(phones).padStart(5, '0')}`;
  await simulator.addPhone(phoneNumber);
  return phoneNumber;
}

/** @returns its id */
async function addChannel(phoneNumber?: string): Promise<string> {
  const { status, body } = await call('POST', '/whatsapp/channels', { token, body: { name: 'A number', phoneNumber } });
  expect(status).toBe(201);
  return created.parse(body).payload.channelId;
}

async function ask({ channelId }: Hearing, what: string, body: object = {}): Promise<void> {
  const answer = await call('POST', `/whatsapp/channels/${channelId}/${what}`, { token, body });
  expect(answer).toMatchObject({ status: 200, body: { ok: true, channelId } });
}

async function subscribe(channelId: string): Promise<Hearing> {
  const heard: Hearing = { channelId, updates: [], codes: [], pictures: [] };
  const socket: Socket<ChannelsServerEvents, ChannelsClientEvents> = io(app.url, {
    auth: { token },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
  });
  open.push(socket);
  socket.on('connection_update', (update) => heard.updates.push(update));
  socket.on('pairing_code', ({ code }) => heard.codes.push(code));
  socket.on('qr_code', ({ qrCode }) => heard.pictures.push(qrCode));
  socket.emit('subscribe_channel', { channelId });
  await waitFor('the present state', () => heard.updates.length > 0);
  return heard;
}

/** A number that is connected, by a code. */
async function linked(): Promise<Hearing & { phone: string }> {
  const [phone, heard] = [await addPhone(), await subscribe(await addChannel())];
  await ask(heard, 'connect', { phoneNumber: phone });
  await typeCode(phone, heard);
  await until(heard, 'active');
  return { ...heard, phone };
}

async function typeCode(phone: string, { codes }: Hearing): Promise<void> {
  await waitFor('a code', () => codes.length > 0);
  await type(phone, codes.at(-1) ?? '');
}

function type(phone: string, pairingCode: string): Promise<unknown> {
  return simulator.call('POST', `/phones/${phone}/link`, { pairingCode });
}

async function countDevices(phone: string): Promise<number> {
  const { phones: all } = phonesResponseSchema.parse(await simulator.call('GET', '/phones'));
  return all.find(({ phoneNumber }) => phoneNumber === phone)?.devices.length ?? 0;
}

async function failStream(phone: string, code: number): Promise<void> {
  await simulator.addFault({ kind: 'stream-error', number: phone, code });
}

async function until({ updates }: Hearing, status: ChannelStatus, reason?: string): Promise<void> {
  const fits = (told: ConnectionUpdate) =>
    told.status === status && (reason === undefined || told.lastDisconnect?.reason === reason);
  await waitFor(`${status} ${reason ?? ''}`, () => updates.some(fits), 20_000);
}
