import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../chaos/random.ts';
import { signIn } from '../console.ts';
import { waitFor } from '../waitFor.ts';
import { askAny, connectAny, outcomeOf } from './ask.ts';
import { type EventShape, listEvents } from './fields.ts';
import { startTarget, type Target } from './target.ts';
import { chooseSeed, createHostileValues } from './values.ts';

const seed = chooseSeed();
const random = createRandom(seed);
const values = createHostileValues(random);
const events = listEvents();

let target: Target;
let token: string;
let before: string;

beforeAll(async () => {
  target = await startTarget({ EVENTS_PER_SECOND: '1000000', SENDS_PER_MINUTE: '1000000' });
  ({ token } = await signIn(target, target.agent));
  before = await target.readStore();
});

afterAll(() => target?.close());

type Case = { name: string; args: unknown[] };

describe(`with seed ${seed}`, () => {
  it('each event refuses what does not fit, in its field and as a whole, and the socket stays usable', async () => {
    await attack();
    await expectUnharmed();
    const held = await target.measureHeap();
    await attack();
    await expectUnharmed();
    const grown = (await target.measureHeap()) - held;
    expect(grown / 1024 / 1024, 'MB more than after the first time').toBeLessThan(6);
  }, 120_000);

  it('an event that nobody knows is refused, whatever its name', async () => {
    const socket = await connectAny(target.url, token);
    const names = [
      'nothing',
      '',
      '__proto__',
      'constructor',
      'hasOwnProperty',
      'error',
      'message',
      'join',
      '$gt',
      'x'.repeat(100_000),
      'get_contacts ',
      'GET_CONTACTS',
    ];
    for (const name of names) {
      const answer = await askAny(socket, name, { room: 'everyone' });
      expect(outcomeOf(answer), name.slice(0, 40)).toBe('INVALID_INPUT');
    }
    await expectUsable(socket);
    socket.disconnect();
    await expectUnharmed();
  });

  it('who has not signed in gets nowhere with any of it', async () => {
    const socket = await connectAny(target.url, null);
    for (const shape of events) {
      for (const { name, args } of random.shuffle(listCases(shape)).slice(0, 20)) {
        const outcome = outcomeOf(await askAny(socket, shape.event, ...args));
        const expected = shape.command === null ? refusals : ['NOT_AUTHENTICATED'];
        expect(expected, `${shape.event} with ${name}`).toContain(outcome);
      }
    }
    await expect(askAny(socket, 'authenticate', { token })).resolves.toMatchObject({ success: true });
    await expectUsable(socket);
    socket.disconnect();
    await expectUnharmed();
  });

  it('a handshake with any of it is refused and hung up, and nothing else', async () => {
    for (const { name, value } of values.filter((entry) => isSmall(entry.value))) {
      const socket = await connectAny(target.url, null);
      socket.disconnect();
      const heard: unknown[] = [];
      socket.auth = { token: value, apiKey: value };
      socket.once('auth_error', (refusal) => heard.push(refusal));
      socket.connect();
      await waitFor(`the end with ${name}`, () => heard.length > 0 || socket.connected);
      // What counts as no credential at all may still sign in by the event.
      if (JSON.parse(JSON.stringify(value))) {
        await waitFor(`the refusal of ${name}`, () => heard.length > 0 && socket.disconnected);
      }
      socket.disconnect();
    }
    await expectUnharmed();
  });
});

const refusals = ['INVALID_INPUT', 'PAYLOAD_TOO_LARGE', 'NOT_AUTHENTICATED'];

async function attack(): Promise<void> {
  const socket = await connectAny(target.url, token);
  const emitted: unknown[] = [];
  socket.onAny((...heard: unknown[]) => emitted.push(heard));
  for (const shape of events) {
    const answers = listCases(shape).map(async ({ name, args }) => {
      const outcome = outcomeOf(await askAny(socket, shape.event, ...args));
      const context = `${shape.event} with ${name}`;
      expect(outcome, context).not.toBe('INTERNAL');
      if (!isAcceptable(shape, args[0])) expect(refusals, context).toContain(outcome);
    });
    await Promise.all(answers);
    // Most clients ask for no acknowledgement.
    for (const { value } of values) socket.emit(shape.event, value);
    await expectUsable(socket);
  }
  socket.disconnect();
  // No event carries a heap of what was sent back either.
  for (const heard of emitted) expect(JSON.stringify(heard).length).toBeLessThan(4000);
}

function listCases({ fields, example }: EventShape): Case[] {
  return [
    { name: 'nothing', args: [] },
    { name: 'more than one payload', args: [example, example, example] },
    { name: 'a payload that comes second', args: [null, example] },
    ...values.map(({ name, value }) => ({ name: `${name} as a whole`, args: [value] })),
    ...fields.flatMap((field) => [
      { name: `no ${field}`, args: [Object.fromEntries(Object.entries(example).filter(([key]) => key !== field))] },
      ...values.map(({ name, value }) => ({ name: `${name} in ${field}`, args: [{ ...example, [field]: value }] })),
    ]),
  ];
}

/** What the shared schema takes may be answered in any way; all else has to be refused. */
function isAcceptable({ schema }: EventShape, payload: unknown): boolean {
  const arrived: unknown = hasBytes(payload) || payload === undefined ? payload : JSON.parse(JSON.stringify(payload));
  return schema.safeParse(arrived).success;
}

function hasBytes(value: unknown): boolean {
  if (value instanceof Uint8Array) return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasBytes);
}

function isSmall(value: unknown): boolean {
  return hasBytes(value) || (JSON.stringify(value) ?? '').length < 100_000;
}

async function expectUsable(socket: Socket): Promise<void> {
  expect(socket.connected).toBe(true);
  await expect(askAny(socket, 'get_connection_status')).resolves.toMatchObject({ success: true });
}

/** Nothing stored, nothing logged, no promise left alone: each would be a line at level `warn` or above. */
async function expectUnharmed(): Promise<void> {
  expect(target.isAlive()).toBe(true);
  expect(target.logged()).toEqual([]);
  expect(await target.readStore()).toBe(before);
}
