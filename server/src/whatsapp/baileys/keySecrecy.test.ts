import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { BufferJSON } from 'baileys';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import type { ChannelRef } from '../../domain/ports/whatsapp.ts';
import { waitFor } from '../../embedded/whatsapp/testing/waitFor.ts';
import { createCipher } from '../../security/cipher.ts';
import { linkRecorded, openRecorded, untilActive } from '../recordedSession.contract.ts';
import { type BaileysRig, startBaileysRig } from './baileysRig.contract.ts';
import { createBaileysWorld } from './baileysWorld.contract.ts';
import { createNumberCipher } from './numberCipher.ts';

/** Everything that the process wrote: to its streams and to whatever its console was before the way was made. */
const written: string[] = [];
let rig: BaileysRig;

beforeAll(async () => {
  for (const method of ['debug', 'info', 'log', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((...args) => {
      written.push(args.map((arg) => (typeof arg === 'string' ? arg : inspect(arg, { depth: 20 }))).join(' '));
    });
  }
  for (const stream of [process.stdout, process.stderr]) {
    const original = stream.write.bind(stream);
    vi.spyOn(stream, 'write').mockImplementation((chunk, ...rest) => {
      written.push(Buffer.from(chunk).toString('latin1'));
      return Reflect.apply(original, stream, [chunk, ...rest]);
    });
  }
  rig = await startBaileysRig();
});

afterAll(async () => {
  vi.restoreAllMocks();
  await rig.close();
});

test('a number’s keys are nowhere but encrypted in the store', { timeout: 60_000 }, async () => {
  const world = createBaileysWorld(rig);
  const business = await world.newBusiness();
  const customers = [await world.newCustomer('pn'), await world.newCustomer('lid')];
  const channel = { workspaceId: 'workspace', channelId: 'secret', phoneNumber: null };
  const keys = new Set<string>();

  // Restarts make libsignal close sessions and try several, which is when it speaks.
  for (let round = 0; round < 3; round += 1) {
    const recorded = openRecorded(rig.createWay(), round === 0 ? channel : { ...channel, phoneNumber: business });
    if (round === 0) await linkRecorded(world, business, recorded);
    await untilActive(recorded);
    for (const customer of customers) {
      await recorded.session.send({
        to: { phoneNumber: customer, lid: null },
        whatsappId: world.way.newMessageId() ?? '',
        content: `round ${round}`,
        replyToWhatsappId: null,
      });
      await world.writeAsCustomer(customer, business, `answer ${round}`);
      await world.writeOnPhone(business, customer, `by hand ${round}`);
    }
    await waitFor('all of the round', () => recorded.messages.length >= 2 * customers.length);
    await recorded.session.close();
    for (const key of await collectPrivateKeys(channel, [...customers, business])) keys.add(key);
  }

  expect(keys.size).toBeGreaterThan(10);
  // libsignal did speak, so there was something to keep quiet.
  expect(rig.logged.some((line) => line.includes('Closing session'))).toBe(true);
  const said = `${written.join('\n')}\n${rig.logged.join('\n')}`;
  const store = await readAll(join(rig.folder, 'store'));
  for (const key of keys) {
    const bytes = Buffer.from(key, 'hex');
    expect(findIn(said, bytes)).toBeNull();
    expect(findIn(store, bytes)).toBeNull();
  }
});

test('the search finds a key in each form in which it could be written', () => {
  const key = Buffer.from('5a3c77d1'.repeat(8), 'hex');
  for (const form of [
    key.toString('hex'),
    key.toString('base64'),
    inspect(key),
    inspect(new Uint8Array(key)),
    key.toString('latin1'),
  ]) {
    expect(findIn(`before ${form} after`, key)).not.toBeNull();
  }
  expect(findIn('before after', key)).toBeNull();
});

/** In which form some bytes stand in a text (Latin-1 for files), if they do. */
function findIn(text: string, key: Buffer): string | null {
  const forms = {
    hex: key.toString('hex'),
    base64: key.toString('base64').replace(/=+$/, ''),
    base64url: key.toString('base64url'),
    inspected: inspect(key).replace(/^<Buffer |>$/g, ''),
    listed: [...key].slice(0, 6).join(', '),
    listedLong: [...key]
      .map((byte) => String(byte).padStart(3))
      .slice(0, 6)
      .join(', '),
    json: JSON.stringify([...key]).slice(1, -1),
    raw: key.toString('latin1'),
  };
  return Object.entries(forms).find(([, form]) => text.includes(form))?.[0] ?? null;
}

/** The private halves among credentials and sessions, and the roots and chains that sessions are made of. In hex. */
async function collectPrivateKeys(channel: ChannelRef, people: string[]): Promise<string[]> {
  const cipher = createNumberCipher(createCipher(Buffer.alloc(32, 7)), channel);
  const read = (bytes: Uint8Array, kind: string): unknown =>
    JSON.parse(Buffer.from(cipher.decrypt(bytes, kind)).toString(), BufferJSON.reviver);
  const found: string[] = [];
  const credentials = await rig.auth.loadCredentials(channel);
  if (credentials) collect(read(credentials, 'credentials'), found);

  const lids = await rig.auth.getKeys(
    channel,
    'lid-mapping',
    people.map((number) => number.slice(1)),
  );
  const addresses = lids.map(({ id, value }) => `${z.string().parse(read(value, `key/lid-mapping/${id}`))}_1.0`);
  const sessions = await rig.auth.getKeys(channel, 'session', addresses);
  expect(sessions.length).toBe(people.length);
  for (const { id, value } of sessions) collect(read(value, `key/session/${id}`), found);

  const preKeys = await rig.auth.getKeys(channel, 'pre-key', ['700', '800']);
  for (const { id, value } of preKeys) collect(read(value, `key/pre-key/${id}`), found);
  return found;
}

const secretNames = new Set(['private', 'privKey', 'rootKey', 'advSecretKey', 'key']);

function collect(value: unknown, found: string[]): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (secretNames.has(name) && (inner instanceof Uint8Array || typeof inner === 'string')) {
      const bytes = Buffer.from(typeof inner === 'string' ? Buffer.from(inner, 'base64') : inner);
      if (bytes.length === 32) found.push(bytes.toString('hex'));
    } else collect(inner, found);
  }
}

async function readAll(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const contents = files
    .filter((file) => file.isFile())
    .map((file) => readFile(join(file.parentPath, file.name), 'latin1'));
  return (await Promise.all(contents)).join('\n');
}
