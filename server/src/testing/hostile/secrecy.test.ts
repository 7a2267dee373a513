import { signedInSchema } from '@erp-whatsapp/shared/auth';
import { parseSetCookie } from 'cookie';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { connect } from '../clients.ts';
import { connectAs, createSimulator, linkNumber } from '../console.ts';
import { waitFor } from '../waitFor.ts';
import { type Received, type Sent, send, sendJson } from './send.ts';
import { startTarget, type Target } from './target.ts';

const business = '+4930123456';
const ana = '+4915111111111';
const jwtSecret = 'a secret that only this test knows about';
const encryptionKey = 'c0ffee'.padEnd(64, '1');
const wrongPassword = 'a wrong password that was typed';
const text = 'the text of a message from Ana';

let target: Target;
/** What nobody but its owner may see, by what it is. */
const secrets = new Map<string, string>();
/** All that was answered, but where a secret is what was asked for. */
const answers: string[] = [];

beforeAll(async () => {
  target = await startTarget({ LOG_LEVEL: 'debug', JWT_SECRET: jwtSecret, ENCRYPTION_KEY: encryptionKey });
  secrets.set('the JWT secret', jwtSecret);
  secrets.set('the encryption key', encryptionKey);
  secrets.set('the encryption key as base64', Buffer.from(encryptionKey, 'hex').toString('base64'));
  secrets.set('the password of the admin', target.admin.password);
  secrets.set('a wrong password', wrongPassword);
  await spendADay();
}, 60_000);

afterAll(() => target?.close());

it('no line of the log has a secret in it, not even at its most talkative', () => {
  const lines = target
    .output()
    .split('\n')
    .filter((line) => line.startsWith('{'));
  expect(lines.length).toBeGreaterThan(3);
  const log = lines.join('\n');
  for (const [name, secret] of [...secrets, ['the password of the agent', target.agent.password], ['a text', text]]) {
    expect(log.includes(`${secret}`), `${name} is in the log`).toBe(false);
  }
  // Nor anything that looks like a key, a token or a hash: 32 bytes and more, in base64 or in hexadecimal digits.
  const suspicious = /(?<![\w/.:-])(?:[\w+-]{43,}={0,2}|[A-Za-z0-9+/]{86}==|[0-9a-f]{64})(?![\w/.-])/g;
  expect(log.match(suspicious) ?? []).toEqual([]);
  expect(log).not.toMatch(/<Buffer|"type":"Buffer"|\$argon2|privKey|noiseKey|signedIdentityKey|advSecretKey/);
});

it('what is printed at the start has no secret but the first passwords, once', () => {
  const printed = target.output();
  for (const [name, secret] of secrets) expect(printed.includes(secret), `${name} was printed`).toBe(false);
  expect(printed.split(target.agent.password)).toHaveLength(2);
});

it('the store keeps passwords, tokens and keys only hashed or encrypted', async () => {
  const stored = await target.readStore();
  expect(stored).toContain('$argon2id$');
  for (const [name, secret] of [...secrets, ['the password of the agent', target.agent.password]]) {
    expect(stored.includes(`${secret}`), `${name} is in the store`).toBe(false);
  }
  for (const name of ['noiseKey', 'signedIdentityKey', 'advSecretKey', 'registrationId', 'privKey']) {
    expect(stored.includes(`"${name}"`), `${name} is in the store as it is`).toBe(false);
  }
});

it('no answer and no event tells a secret, a hash or where a file is', () => {
  expect(answers.length).toBeGreaterThan(20);
  const told = answers.join('\n');
  for (const [name, secret] of secrets) expect(told.includes(secret), `${name} was told`).toBe(false);
  expect(told).not.toMatch(/\$argon2|passwordHash|node_modules|\.ts:\d|\/src\/|tokenHash|fingerprint/);
});

/** A bit of everything that has to do with secrets, the right way and the wrong way. */
async function spendADay(): Promise<void> {
  const { url, admin } = target;
  const signedIn = await post('/api/auth/login', { ...admin });
  keepCookies(signedIn);
  const { token } = signedInSchema.parse(JSON.parse(signedIn.text));
  keep(await post('/api/auth/login', { ...admin, password: wrongPassword }));
  keep(await post('/api/auth/login', { email: wrongPassword, password: { password: wrongPassword } }));
  keepCookies(await post('/api/auth/refresh', {}, { cookie: cookieOf(signedIn) }));

  const authorization = { authorization: `Bearer ${token}` };
  const made = await post('/api/api-keys', { name: 'integration', role: 'agent' }, authorization);
  const { key } = z.object({ key: z.string() }).parse(JSON.parse(made.text));
  secrets.set('an API key', key);
  for (const path of ['/api/users', '/api/api-keys', '/api/contacts', '/api/auth/me', '/api/conversations']) {
    keep(await send(url, path, { headers: authorization }));
    keep(await send(url, path, { headers: { 'x-api-key': key } }));
    keep(await send(url, path, { headers: { 'x-auth': `${token}x` } }));
    // Where a token does not belong.
    keep(await send(url, `${path}?token=${token}&apiKey=${key}`));
  }
  keep(await post('/api/auth/password', { current: wrongPassword, next: wrongPassword }, authorization));
  keep(await send(url, '/api/auth/login', { method: 'POST', body: wrongPassword }));

  for (const credential of [{ token }, { apiKey: key }, { token: `${token}x` }, { token: wrongPassword }]) {
    const client = await connect(url, credential);
    await waitFor('its outcome', () => client.heard.length > 0);
    answers.push(JSON.stringify(client.heard));
    client.socket.disconnect();
  }
  const byAddress = io(`${url}?token=${token}`, { transports: ['websocket'], forceNew: true, reconnection: false });
  let isIn = false;
  byAddress.once('authenticated', () => (isIn = true));
  await waitFor('the sign-in by the address', () => isIn);
  byAddress.disconnect();

  const client = await connectAs(target, admin);
  const simulator = await createSimulator(target);
  await linkNumber({ admin: client, simulator }, business);
  await simulator.addCustomer({ phoneNumber: ana, name: 'Ana' });
  await simulator.write(ana, business, text);
  await client.next('new_message', ({ content }) => content === text);
  const sent = await client.ask('send_message', { to: ana, message: text });
  if (!sent.success) throw new Error(sent.error);
  await client.next('message_status_update', ({ id, status }) => id === sent.id && status === 'delivered');
  await simulator.addFault({ kind: 'stream-error', number: business, code: 503 });
  await client.next('whatsapp_status_update', ({ connectionState }) => connectionState === 'connecting');
  answers.push(JSON.stringify(client.heard.filter(({ event }) => event !== 'qr_code_response')));
  client.socket.disconnect();
  keep(await post('/api/auth/logout', {}, { cookie: cookieOf(signedIn) }));
}

function post(path: string, body: object, headers: NonNullable<Sent['headers']> = {}): Promise<Received> {
  return sendJson(target.url, path, { method: 'POST', body: JSON.stringify(body), headers });
}

function keep(answer: Received): void {
  answers.push(`${answer.text} ${JSON.stringify(answer.headers)}`);
}

function keepCookies(answer: Received): void {
  expect(answer.status).toBe(200);
  for (const { name, value } of readSet(answer)) secrets.set(`the ${name} cookie ${secrets.size}`, value ?? '');
}

function cookieOf(answer: Received): string {
  return readSet(answer)
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
}

function readSet({ headers }: Received): ReturnType<typeof parseSetCookie>[] {
  return [headers['set-cookie'] ?? []].flat().map((line) => parseSetCookie(line));
}
