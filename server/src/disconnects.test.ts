import type { ConnectionStatus } from '@erp-whatsapp/shared/channel';
import type { FaultInput } from '@erp-whatsapp/shared/simulator';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Client } from './testing/clients.ts';
import { type Simulator, scanQr } from './testing/console.ts';
import { business, customers, type LinkedApp, startLinkedApp } from './testing/startLinkedApp.ts';
import { waitFor } from './testing/waitFor.ts';

const customer = customers[0].phoneNumber;

/** `state`: where it ends, or stays until WhatsApp lets it in. Each comes back from there with the keys it has. */
const cases = [
  { code: 515, state: 'connecting', reason: null },
  { code: 440, state: 'error', reason: 'OPENED_ELSEWHERE' },
  { code: 428, state: 'connecting', reason: 'CONNECTION_CLOSED' },
  { code: 402, state: 'error', reason: 'BANNED' },
  { code: 503, state: 'connecting', reason: 'SERVICE_UNAVAILABLE' },
  { code: 403, state: 'error', reason: 'FORBIDDEN' },
  { code: 408, state: 'connecting', reason: 'CONNECTION_LOST' },
  { code: 405, state: 'error', reason: 'OUTDATED' },
  { code: 500, state: 'connecting', reason: 'CODE_500' },
  { code: 406, state: 'error', reason: 'FORBIDDEN' },
  { code: 499, state: 'connecting', reason: 'CODE_499' },
  { code: 409, state: 'error', reason: 'OUTDATED' },
  { code: 411, state: 'error', reason: 'NOT_SUPPORTED' },
] as const;

let linked: LinkedApp;
let simulator: Simulator;
let admin: Client;

beforeAll(async () => {
  linked = await startLinkedApp();
  ({ simulator, admin } = linked);
});

afterEach(() => simulator.clearFaults());

afterAll(() => linked?.close());

describe.each(cases)('a number whose connection WhatsApp ends with $code', ({ code, state, reason }) => {
  it('is shown as it is, and comes back with what waited', async () => {
    const { heard, told } = await endWith({ kind: 'stream-error', number: business, code }, state, reason);
    const texts = [`${code}: meanwhile`, `${code}: and this`];
    await sendAll(texts);
    await comeBack(state, heard);
    await expectShownOnce(texts);
    expect(told.map(({ phoneNumber }) => phoneNumber)).toEqual(told.map(() => business));
  });
});

// Where a pause comes before each try, one code stands for all of them.
const atLogin = cases.filter(({ code, state }) => state === 'error' || code === 503);

describe.each(atLogin)('a number that WhatsApp turns away with $code', ({ code, state, reason }) => {
  it('is shown as it is, and comes back with what waited', async () => {
    await simulator.addFault({ kind: 'refuse-logins', number: business, code });
    const { heard } = await endWith({ kind: 'drop-socket', number: business }, 'connecting', 'CONNECTION_CLOSED');
    const texts = [`${code}: before the refusal`, `${code}: and this one`];
    await sendAll(texts);
    await hear(heard, state, reason);
    await simulator.clearFaults();
    await comeBack(state, heard);
    await expectShownOnce(texts);
  });
});

describe('a number that was unlinked on the phone', () => {
  it.each(['stream-error', 'refuse-logins'] as const)(
    'says so (%s), takes no more, and goes on once it is linked again',
    async (kind) => {
      const waiting = `${kind}: waits for the link`;
      await simulator.addFault({ kind: 'refuse-logins', number: business, code: 503 });
      const { heard } = await endWith({ kind: 'drop-socket', number: business }, 'connecting', 'CONNECTION_CLOSED');
      await sendAll([waiting]);
      await hear(heard, 'connecting', 'SERVICE_UNAVAILABLE');
      await simulator.clearFaults();
      if (kind === 'refuse-logins') await simulator.addFault({ kind, number: business, code: 401 });
      else {
        await simulator.addFault({ kind: 'withhold-acks', number: customer, seconds: 600 });
        await hear(heard, 'active', undefined);
        await simulator.addFault({ kind, number: business, code: 401 });
      }

      const gone = await hear(heard, 'logged_out', 'LOGGED_OUT');
      expect(gone.lastDisconnect?.message).toBe(
        'This number was unlinked on the phone. Scan a new code to link it again.',
      );
      expect(gone.channels).toMatchObject([{ isLinked: false, phoneNumber: business }]);
      const refused = await admin.ask('send_message', { to: customer, message: `${kind}: too late` });
      expect(refused).toMatchObject({ success: false, code: 'CHANNEL_NOT_ACTIVE' });
      await simulator.clearFaults();

      const before = admin.all('whatsapp_status_update').length;
      await scanQr({ admin, simulator }, business);
      await hear(before, 'active', undefined);
      await waitFor('it to arrive', async () => (await shown([waiting])).length === 1);
      expect(await shown([`${kind}: too late`])).toEqual([]);
    },
  );
});

it('a connection over which nothing comes any more is given up and made anew', async () => {
  const heard = admin.all('whatsapp_status_update').length;
  await simulator.addFault({ kind: 'silence', number: business });
  await sendAll(['into the silence']);
  await waitFor('it to be noticed', () => find(heard, 'connecting', 'CONNECTION_LOST'), 90_000);
  await simulator.clearFaults();
  await waitFor('the number to be back', () => find(heard, 'active', undefined), 60_000);
  await waitFor('it to arrive', async () => (await shown(['into the silence'])).length === 1);
}, 160_000);

/** Has a connection end. @returns what was told of it, and how many updates came before */
async function endWith(fault: FaultInput, state: string, reason: string | null) {
  const heard = admin.all('whatsapp_status_update').length;
  await simulator.addFault(fault);
  await hear(heard, state, reason);
  return { heard, told: admin.all('whatsapp_status_update').slice(heard) };
}

async function comeBack(state: 'connecting' | 'error', heard: number): Promise<void> {
  if (state === 'error') {
    // A person sees to it and connects again; there is no code to be scanned.
    expect(await admin.ask('get_connection_status', {})).toMatchObject({
      connectionState: 'error',
      phoneNumber: business,
    });
    const answer = await admin.ask('get_qr_code', {});
    expect(answer).toMatchObject({ success: true, data: { connected: true } });
  }
  const back = await hear(heard, 'active', undefined);
  expect(back).toMatchObject({ connected: true, lastDisconnect: null, phoneNumber: business });
}

/** What the console is told: each update has a sentence for a person, or none where nothing is wrong. */
async function hear(after: number, state: string, reason: string | null | undefined): Promise<ConnectionStatus> {
  const update = await waitFor(`${state} ${reason}`, () => find(after, state, reason), 20_000);
  if (reason) expect(update.lastDisconnect?.message).toMatch(/^[A-Z].*\.$/);
  return update;
}

function find(after: number, state: string, reason: string | null | undefined): ConnectionStatus | undefined {
  return admin
    .all('whatsapp_status_update')
    .slice(after)
    .findLast(
      ({ connectionState, lastDisconnect }) =>
        connectionState === state && (reason === undefined || (lastDisconnect?.reason ?? null) === reason),
    );
}

async function sendAll(texts: string[]): Promise<void> {
  for (const message of texts) {
    expect(await admin.ask('send_message', { to: customer, message })).toMatchObject({ success: true });
  }
}

async function expectShownOnce(texts: string[]): Promise<void> {
  await waitFor('all to arrive', async () => (await shown(texts)).length === texts.length);
  expect(await shown(texts)).toEqual(texts.map((text) => [text, 1]));
}

async function shown(texts: string[]): Promise<[text: string, copies: number][]> {
  const thread = await simulator.thread(customer, business);
  return thread.filter(({ text }) => texts.includes(text)).map(({ text, copies }) => [text, copies]);
}
