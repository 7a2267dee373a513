import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { IncomingMessage, MediaDownload, OutgoingMedia, OutgoingMessage } from '../../domain/ports/whatsapp.ts';
import { createControl } from '../../embedded/whatsapp/testing/control.ts';
import { waitFor } from '../../embedded/whatsapp/testing/waitFor.ts';
import { collect, makePdf, makePicture, sha256, toChunks } from '../../testing/files/samples.ts';
import { linkRecorded, openRecorded, type Recorded, type WhatsAppWorld } from '../recordedSession.contract.ts';
import { type BaileysRig, startBaileysRig } from './baileysRig.contract.ts';
import { createBaileysWorld } from './baileysWorld.contract.ts';
import type { StoredMessage } from './outgoing.ts';

let rig: BaileysRig;
let world: WhatsAppWorld;
let business: string;
let customer: string;
let recorded: Recorded;
/** By how much time is ahead, in milliseconds. */
let skipped = 0;
const stored = new Map<string, StoredMessage>();
const picture = makePicture(64, 48);
const file = { type: 'image', base64: picture.toString('base64'), mimeType: 'image/png' };

beforeAll(async () => {
  rig = await startBaileysRig();
  world = createBaileysWorld(rig, {
    findMessage: async (_, { whatsappId }) => stored.get(whatsappId) ?? null,
    clock: { now: () => Date.now(), elapsed: () => performance.now() + skipped },
  });
  business = await world.newBusiness();
  recorded = openRecorded(world.way);
  await linkRecorded(world, business, recorded);
});
beforeEach(async () => {
  customer = await world.newCustomer('pn');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await clearFaults();
});
afterAll(async () => {
  await recorded.session.close();
  await rig.close();
});

const fail = (fault: object) => control().must('POST', '/faults', fault);
const clearFaults = () => control().must('DELETE', '/faults');
const trySend = async (message: OutgoingMessage) => (await recorded.session.send(message)).outcome;
const rejected = (sentence: RegExp) => ({
  ...{ outcome: 'rejected', code: 'WHATSAPP_REJECTED', message: expect.stringMatching(sentence) },
});
function skip(minutes: number): void {
  skipped += minutes * 60_000;
}
const control = () => createControl(rig.controlUrl);
const thread = () => control().thread(customer, business);

function toOutgoing(media: OutgoingMedia, content = '') {
  const whatsappId = world.way.newMessageId() ?? '';
  return { to: { phoneNumber: customer, lid: null }, whatsappId, content, media, replyToWhatsappId: null };
}

function toMedia(bytes: Buffer, change: Partial<OutgoingMedia> = {}): OutgoingMedia {
  const kept = { kind: 'image', mimeType: 'image/png', fileName: null, width: 64, height: 48 } as const;
  return { ...kept, read: () => toChunks(bytes), ...change };
}

async function writeAsCustomer(media: object, text?: string): Promise<IncomingMessage> {
  const { id } = await control().must('POST', `/customers/${customer}/messages`, { to: business, media, text });
  return waitFor('the message', () => recorded.messages.find(({ whatsappId }) => whatsappId === id));
}

/** A connection of its own for what comes now. */
async function reconnect(): Promise<void> {
  const told = recorded.states.length;
  await world.dropConnection(business);
  await waitFor('the number to be back', () => recorded.states.slice(told).some(({ status }) => status === 'active'));
}

const fetchMedia = (raw: string | null): Promise<MediaDownload> =>
  recorded.session.fetchMedia(raw ?? '', new AbortController().signal);

describe('what is sent', () => {
  test('a picture is what the customer’s phone reads, with its caption', async () => {
    const message = toOutgoing(toMedia(picture), 'Our shop');
    expect(await recorded.session.send(message)).toMatchObject({ outcome: 'accepted' });
    expect(await thread()).toEqual([
      expect.objectContaining({
        ...{ id: message.whatsappId, type: 'image', text: 'Our shop', copies: 1 },
        media: { mimeType: 'image/png', fileName: null, size: picture.length, sha256: sha256(picture) },
      }),
    ]);
  });

  test('a document has its name, and no caption where that is all it says', async () => {
    const bytes = makePdf(300_000);
    const media = toMedia(bytes, { kind: 'document', mimeType: 'application/pdf', fileName: 'offer.pdf' });
    await recorded.session.send(toOutgoing(media, 'offer.pdf'));
    expect(await thread()).toEqual([
      expect.objectContaining({
        ...{ type: 'document', text: '' },
        media: { mimeType: 'application/pdf', fileName: 'offer.pdf', size: 300_000, sha256: sha256(bytes) },
      }),
    ]);
  });

  test('a file answers a message as a text does', async () => {
    const id = await world.writeAsCustomer(customer, business, 'What do you have?');
    stored.set(id, { isOwn: false, content: 'What do you have?', replyToWhatsappId: null });
    await recorded.session.send({ ...toOutgoing(toMedia(picture)), replyToWhatsappId: id });
    expect((await thread()).at(-1)).toMatchObject({ replyTo: id, media: { sha256: sha256(picture) } });
  });

  test('a repetition for a device that could not read it is the same file, left at WhatsApp once', async () => {
    await fail({ kind: 'retry-receipts', number: customer });
    let reads = 0;
    const media = toMedia(picture, {
      read: () => {
        reads += 1;
        return toChunks(picture);
      },
    });
    const message = toOutgoing(media);
    stored.set(message.whatsappId, { isOwn: true, content: '', media, replyToWhatsappId: null });
    await recorded.session.send(message);
    const [shown] = await waitFor('the repetition', async () => {
      const entries = await thread();
      return entries.length > 0 ? entries : null;
    });
    expect(shown?.media?.sha256).toBe(sha256(picture));
    // To encrypt it for its hash, and to send it.
    expect(reads).toBe(2);
    await clearFaults();
  });

  test.each([404, 413])('a file that WhatsApp’s host refuses (%i) is tried again, then refused', async (code) => {
    await fail({ kind: 'withhold-media', code });
    const message = toOutgoing(toMedia(picture));
    for (let tries = 0; tries < 4; tries += 1) expect(await trySend(message)).toBe('unknown');
    expect(await recorded.session.send(message)).toEqual(rejected(/does not take/));
    await clearFaults();
    expect(await trySend(message)).toBe('accepted');
  });

  test.each([
    ['answers 503', { kind: 'withhold-media' }],
    ['answers 429', { kind: 'withhold-media', code: 429 }],
    ['breaks off', { kind: 'break-media', as: 'reset' }],
    ['leaves in the middle of its answer', { kind: 'break-media', as: 'cut-off' }],
    ['WhatsApp does not name', { kind: 'refuse-media-conn', code: 403 }],
  ])('a file for a host that %s goes out when it is back, under its id', async (_, fault) => {
    const message = toOutgoing(toMedia(picture));
    await fail(fault);
    // Whatever WhatsApp said of its hosts no longer holds.
    skip(6);
    for (let tries = 0; tries < 8; tries += 1) expect(await trySend(message)).toBe('unknown');
    await clearFaults();
    expect(await trySend(message)).toBe('accepted');
    expect(await thread()).toMatchObject([{ id: message.whatsappId, copies: 1 }]);
  });

  test('a file that nobody takes for hours is given up, and can be sent again', async () => {
    const message = toOutgoing(toMedia(picture));
    await fail({ kind: 'break-media', as: 'reset' });
    expect(await trySend(message)).toBe('unknown');
    // Days without a connection are nobody's refusal.
    skip(7 * 24 * 60);
    expect(await trySend(message)).toBe('unknown');
    for (let minutes = 15; minutes < 6 * 60; minutes += 5) {
      skip(5);
      expect(await trySend(message), `after ${minutes} minutes`).toBe('unknown');
    }
    skip(5);
    expect(await recorded.session.send(message)).toEqual(rejected(/for hours/));
    await clearFaults();
    expect(await trySend(message)).toBe('accepted');
  });

  test('a file that can’t be read here any more is given up after some minutes', async () => {
    const read = () => createReadStream(join(rig.folder, 'gone.png'));
    const message = toOutgoing(toMedia(picture, { read }));
    expect(await trySend(message)).toBe('unknown');
    skip(5);
    expect(await trySend(message)).toBe('unknown');
    skip(5);
    expect(await recorded.session.send(message)).toEqual(rejected(/can’t be read/));
  });

  test('a file goes to where the host sends it', async () => {
    await fail({ kind: 'break-media', as: 'moved' });
    expect(await trySend(toOutgoing(toMedia(picture)))).toBe('accepted');
    expect(await thread()).toMatchObject([{ media: { sha256: sha256(picture) } }]);
  });

  test('a file needs no room in the system’s folder for temporary files', async () => {
    vi.stubEnv('TMPDIR', join(rig.folder, 'not', 'there'));
    // From a disk, so that there is time for anything to fail while it is read.
    const path = join(rig.folder, 'photo.png');
    await writeFile(path, picture);
    const message = toOutgoing(toMedia(picture, { read: () => createReadStream(path) }));
    expect(await recorded.session.send(message)).toMatchObject({ outcome: 'accepted' });
    expect(await thread()).toMatchObject([{ copies: 1, media: { sha256: sha256(picture) } }]);
  });

  test('a file goes out as soon as WhatsApp says where its media host is, on the same connection', async () => {
    await fail({ kind: 'refuse-media-conn', number: business, code: 500 });
    // On a connection that was not told of it before.
    await reconnect();
    const message = toOutgoing(toMedia(picture));
    const { raw } = await writeAsCustomer(file);
    expect(await recorded.session.send(message)).toEqual({ outcome: 'unknown' });
    expect(await fetchMedia(raw)).toEqual({ outcome: 'unknown' });
    await clearFaults();
    expect((await fetchMedia(raw)).outcome).toBe('found');
    expect(await recorded.session.send(message)).toMatchObject({ outcome: 'accepted' });
  });
});

describe('what comes', () => {
  test('a picture is told at once, as its sender describes it, and fetched afterwards', async () => {
    const message = await writeAsCustomer(file, 'Is this yours?');
    expect(message).toMatchObject({
      ...{ messageType: 'image', content: 'Is this yours?' },
      media: { mimeType: 'image/png', fileName: null, size: picture.length, width: 64, height: 48 },
    });
    const download = await fetchMedia(message.raw);
    if (download.outcome !== 'found') throw new Error(`it was ${download.outcome}`);
    expect(await collect(download.chunks)).toEqual(picture);
  });

  test('a document without words is told by its name', async () => {
    const bytes = makePdf(100_000);
    const message = await writeAsCustomer({
      ...{ type: 'document', base64: bytes.toString('base64') },
      ...{ mimeType: 'application/pdf', fileName: 'order.pdf' },
    });
    expect(message).toMatchObject({
      ...{ messageType: 'document', content: 'order.pdf' },
      media: { mimeType: 'application/pdf', fileName: 'order.pdf', size: 100_000 },
    });
    const download = await fetchMedia(message.raw);
    if (download.outcome !== 'found') throw new Error(`it was ${download.outcome}`);
    expect(sha256(await collect(download.chunks))).toBe(sha256(bytes));
  });

  test('what WhatsApp deleted is gone, and what it does not give just now may be tried again', async () => {
    const { raw } = await writeAsCustomer(file);
    await fail({ kind: 'withhold-media', code: 404 });
    expect(await fetchMedia(raw)).toEqual({ outcome: 'gone' });
    await clearFaults();
    await fail({ kind: 'withhold-media' });
    expect(await fetchMedia(raw)).toEqual({ outcome: 'unknown' });
    await clearFaults();
    expect((await fetchMedia(raw)).outcome).toBe('found');
  });

  test('the host that a message names is never asked, wherever its path leads', async () => {
    const { raw } = await writeAsCustomer(file);
    const message: { imageMessage: Record<string, unknown> } = JSON.parse(raw ?? '');
    const withFields = (fields: object) => JSON.stringify({ imageMessage: { ...message.imageMessage, ...fields } });
    expect((await fetchMedia(withFields({ url: 'https://169.254.169.254/latest/meta-data' }))).outcome).toBe('found');
    for (const directPath of [
      '//evil.example/a',
      '@evil.example/a',
      'https://evil.example/a',
      '\\\\evil.example\\a',
      '',
    ]) {
      expect(await fetchMedia(withFields({ directPath })), directPath).toEqual({ outcome: 'gone' });
    }
  });

  test('other kinds keep their sentence', async () => {
    const message = await writeAsCustomer({ type: 'audio', base64: 'AAAA', mimeType: 'audio/ogg' });
    expect(message).toMatchObject({ messageType: 'audio', content: 'Audio' });
    expect(message.media ?? null).toBeNull();
  });
});
