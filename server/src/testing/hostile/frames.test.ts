import { once } from 'node:events';
import { connect as connectTcp } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRandom } from '../chaos/random.ts';
import { signIn } from '../console.ts';
import { waitFor } from '../waitFor.ts';
import { askAny, connectAny, outcomeOf } from './ask.ts';
import { listEvents } from './fields.ts';
import { connectRaw } from './rawSocket.ts';
import { send } from './send.ts';
import { startTarget, type Target } from './target.ts';
import { chooseSeed, nestJson } from './values.ts';

const seed = chooseSeed();
const random = createRandom(seed);
const perSecond = 20;
const megabyte = 1024 * 1024;

let target: Target;
let token: string;
let before: string;

beforeAll(async () => {
  // The limits as they are by default.
  target = await startTarget();
  ({ token } = await signIn(target, target.agent));
  before = await target.readStore();
});

afterAll(() => target?.close());

it('a flood of any event is answered RATE_LIMITED, with how long to wait, and hurts nobody else', async () => {
  const bystander = await connectAny(target.url, token);
  for (const { event, example } of listEvents()) {
    const socket = await connectAny(target.url, token);
    const started = Date.now();
    const answers = await Promise.all(Array.from({ length: 1000 }, () => askAny(socket, event, example)));
    const passable = perSecond * 3 + Math.ceil(((Date.now() - started) / 1000) * perSecond) + 1;
    const limited = answers.filter((answer) => outcomeOf(answer) === 'RATE_LIMITED');
    expect(limited.length, event).toBeGreaterThanOrEqual(1000 - passable);
    for (const answer of limited) expect(answer).toMatchObject({ retryAfterMs: expect.any(Number) });
    expect(socket.connected).toBe(true);
    socket.disconnect();
  }
  await expect(askAny(bystander, 'get_connection_status')).resolves.toMatchObject({ success: true });
  bystander.disconnect();
  await expectUnharmed();
}, 60_000);

it('a flood from who has not signed in is held back just so', async () => {
  const socket = await connectAny(target.url, null);
  const names = ['get_contacts', 'nothing', 'authenticate', 'error'];
  const answers = await Promise.all(Array.from({ length: 2000 }, () => askAny(socket, random.pick(names), {})));
  expect(answers.filter((answer) => outcomeOf(answer) === 'RATE_LIMITED').length).toBeGreaterThan(1500);
  socket.disconnect();
  await expectUnharmed();
});

it('a client that asks and never reads is hung up before its answers fill the memory', async () => {
  const held = await target.measureHeap();
  const raw = await connectRaw(target.url, null);
  raw.pause();
  const event = JSON.stringify(['x'.repeat(100)]);
  for (let batch = 0; batch < 20; batch += 1) {
    for (let index = 0; index < 10_000; index += 1) raw.send(`42${event}`);
    // It answers us only once it has read all that.
    expect((await send(target.url, '/healthz')).status).toBe(200);
  }
  const grown = (await target.measureHeap()) - held;
  expect(grown / 1024 / 1024, 'MB while it does not read').toBeLessThan(20);
  raw.resume();
  await waitFor('the end', () => !raw.isOpen());
  await expectUnharmed();
}, 60_000);

it('a frame up to 2 MB is read and refused, a larger one closes its socket', async () => {
  const socket = await connectAny(target.url, token);
  const room = 200;
  for (const size of [65 * 1024, megabyte, 2 * megabyte - room]) {
    const answer = await askAny(socket, 'send_message', { to: '+4915111111111', message: 'x'.repeat(size) });
    expect(outcomeOf(answer)).toBe('PAYLOAD_TOO_LARGE');
  }
  expect(socket.connected).toBe(true);
  socket.emit('send_message', { to: '+4915111111111', message: 'x'.repeat(2 * megabyte + room) });
  await waitFor('the end', () => socket.disconnected);

  const second = await connectAny(target.url, token);
  second.emit('send_message', Buffer.alloc(2 * megabyte + room));
  await waitFor('the end', () => second.disconnected);
  await expectUnharmed();
});

it('JSON as deep as a frame is large is refused', async () => {
  const raw = await connectRaw(target.url, token);
  const depths = [15, 17, 1_000, 100_000, 300_000];
  let number = 0;
  for (const depth of depths) {
    for (const kind of ['lists', 'objects'] as const) {
      raw.send(`42${number}["get_contacts",${nestJson(depth, kind)}]`);
      await waitFor(`the answer at ${depth}`, () => raw.heard.some((frame) => frame.startsWith(`43${number}[`)));
      const answer = raw.heard.find((frame) => frame.startsWith(`43${number}[`)) ?? '';
      const isShallowObject = kind === 'objects' && depth === 15;
      if (!isShallowObject) expect(answer).toMatch(/INVALID_INPUT|PAYLOAD_TOO_LARGE/);
      number += 1;
    }
  }
  expect(raw.isOpen()).toBe(true);
  raw.close();
  await expectUnharmed();
});

it('numbers that only JSON can write are refused', async () => {
  const raw = await connectRaw(target.url, token);
  for (const [index, written] of ['1e999', '-1e999', '1e308', '0.1', '-0.5', '9007199254740993'].entries()) {
    raw.send(`42${index}["sync",{"since":${written}}]`);
    await waitFor(written, () => raw.heard.some((frame) => frame.startsWith(`43${index}[`)));
    expect(raw.heard.find((frame) => frame.startsWith(`43${index}[`))).toContain('INVALID_INPUT');
  }
  raw.close();
  await expectUnharmed();
});

it('an event whose name is a number is refused, also in a flood and before the sign-in', async () => {
  for (const credential of [token, null]) {
    const raw = await connectRaw(target.url, credential);
    raw.send('421[5,{}]');
    await waitFor('the refusal', () => raw.heard.some((frame) => frame.startsWith('431[')));
    for (let index = 10; index < 200; index += 1) raw.send(`42${index}[5,{}]`);
    await waitFor('the last refusal', () => raw.heard.some((frame) => frame.startsWith('43199[')));
    expect(raw.heard.find((frame) => frame.startsWith('43199['))).toContain('RATE_LIMITED');
    raw.close();
  }
  await expectUnharmed();
});

it('a packet that is none ends its own connection at most', async () => {
  const event = '["send_message",{"_placeholder":true,"num":0}]';
  const packets: (string | Uint8Array)[][] = [
    ['4'],
    ['42'],
    ['42['],
    ['42{}'],
    ['42[]'],
    ['42[null]'],
    ['42[{}]'],
    ['42["disconnect"]'],
    ['42["connect_error",{}]'],
    ['42["newListener"]'],
    ['42999999999999999999["get_contacts"]'],
    ['42/other,["get_contacts"]'],
    ['42/__proto__,["get_contacts"]'],
    ['40/__proto__,'],
    ['40/other,{"token":"x"}'],
    ['40{"token":"x"}', '40{"token":"y"}'],
    ['40[]'],
    ['40"text"'],
    ['41'],
    ['43["x"]'],
    ['430[{}]'],
    ['44"error"'],
    ['45'],
    ['45-["x"]'],
    ['451'],
    [`451-${event}`],
    [`451-${event}`, '42["get_contacts"]'],
    [`452-${event}`, Buffer.from('a'), Buffer.from('b')],
    [`45999999999-${event}`, Buffer.from('a')],
    ['451-["send_message",{"_placeholder":true,"num":5}]', Buffer.from('a')],
    ['451-["send_message",{"_placeholder":true,"num":"__proto__"}]', Buffer.from('a')],
    [`451-["send_message",${nestJson(100_000, 'lists')}]`, Buffer.from('a')],
    ['46'],
    ['4x'],
    ['5'],
    ['1'],
    ['9'],
    ['\u0000'],
    [''],
    [Buffer.from('a')],
    [Buffer.alloc(0)],
    ...Array.from({ length: 60 }, () => [scramble(`421["send_message",{"to":"+49","message":"x"}]`)]),
  ];
  for (const frames of packets) {
    for (const credential of [token, null]) {
      const raw = await connectRaw(target.url, credential);
      for (const frame of frames) raw.send(frame);
      // Whatever became of it: the server goes on, for this socket or for the next one.
      raw.send('427["get_connection_status"]');
      await waitFor(
        `an end or an answer after ${String(frames[0]).slice(0, 60)}`,
        () => !raw.isOpen() || raw.heard.some((frame) => /^(?:437\[|44|41)/.test(frame)),
      );
      raw.close();
    }
  }
  await expectUnharmed();
}, 120_000);

it('over long polling, what is no packet ends its own connection at most, and what is too large is not read', async () => {
  const address = '/socket.io/?EIO=4&transport=polling';
  const bodies = [
    '',
    '4',
    '40',
    '42["x"]',
    '\u001e\u001e\u001e',
    'b!!!!',
    `b${'A'.repeat(1000)}`,
    '4'.repeat(10_000),
    '1:4',
    nestJson(100_000, 'lists'),
    `40${'\u001e42["get_contacts"]'.repeat(5_000)}`,
    'x'.repeat(2 * megabyte + 1000),
  ];
  for (const body of bodies) {
    const opened = await send(target.url, address);
    const sid = /"sid":"([^"]+)"/.exec(opened.text)?.[1] ?? '';
    const answer = await send(target.url, `${address}&sid=${sid}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain;charset=UTF-8' },
      body,
      // One that is not read to its end may be cut off instead.
    }).catch(() => ({ status: 413 }));
    expect([200, 400, 413], body.slice(0, 20)).toContain(answer.status);
    if (body.length > 2 * megabyte) expect(answer.status).toBe(413);
  }
  for (const sid of ['__proto__', 'constructor', '', '%00', 'x'.repeat(1000)]) {
    expect((await send(target.url, `${address}&sid=${sid}`, { method: 'POST', body: '40' })).status).toBe(400);
  }
  await expectUnharmed();
});

it('bytes that are no HTTP, and handshakes that are none, are refused', async () => {
  const { port } = new URL(target.url);
  const upgrade = 'Connection: Upgrade\r\nUpgrade: websocket\r\n';
  const lines = [
    '\u0016\u0003\u0001\u0000\u00a5',
    'GET\r\n\r\n',
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\n${upgrade}\r\n`,
    `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\n${upgrade}Sec-WebSocket-Key: x\r\n\r\n`,
    `GET /socket.io/?EIO=9&transport=websocket HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    `GET /socket.io/?EIO=4&transport=nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    `GET /socket.io/?EIO=4&transport=polling&sid=__proto__ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`,
  ];
  for (const line of lines) {
    const socket = connectTcp({ host: '127.0.0.1', port: Number(port) });
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    // A reset is an answer too.
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(line, 'latin1');
    await waitFor(`an answer to ${line.slice(0, 60)}`, () => answer !== '' || socket.closed);
    expect(answer).not.toMatch(/^HTTP\/1\.1 (?:2|5)/);
    socket.destroy();
  }
  await expectUnharmed();
});

/** The frame with a few of its characters changed, doubled or gone. */
function scramble(frame: string): string {
  const characters = [...frame];
  for (let times = random.integer(1, 4); times > 0; times -= 1) {
    const at = random.integer(1, characters.length - 1);
    const change = random.pick(['', '\u0000', '"', '[', '}', '9', '\ud800', `${characters[at]}${characters[at]}`]);
    characters.splice(at, 1, change);
  }
  return characters.join('');
}

async function expectUnharmed(): Promise<void> {
  const socket = await connectAny(target.url, token);
  await expect(askAny(socket, 'get_connection_status')).resolves.toMatchObject({ success: true });
  socket.disconnect();
  expect(target.isAlive()).toBe(true);
  expect(target.logged()).toEqual([]);
  expect(await target.readStore()).toBe(before);
}
