import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { IncomingMessage, MediaDownload, OutgoingMedia } from '../../domain/ports/whatsapp.ts';
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
const stored = new Map<string, StoredMessage>();
const picture = makePicture(64, 48);
const file = { type: 'image', base64: picture.toString('base64'), mimeType: 'image/png' };

beforeAll(async () => {
  rig = await startBaileysRig();
  world = createBaileysWorld(rig, { findMessage: async (_, { whatsappId }) => stored.get(whatsappId) ?? null });
  business = await world.newBusiness();
  recorded = openRecorded(world.way);
  await linkRecorded(world, business, recorded);
});
beforeEach(async () => {
  customer = await world.newCustomer('pn');
});
afterEach(() => vi.unstubAllEnvs());
afterAll(async () => {
  await recorded.session.close();
  await rig.close();
});

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
    await control().must('POST', '/faults', { kind: 'retry-receipts', number: customer });
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
    await control().must('DELETE', '/faults');
  });

  test('a file that WhatsApp’s host does not take is tried again, then refused', async () => {
    await control().must('POST', '/faults', { kind: 'withhold-media' });
    const message = toOutgoing(toMedia(picture));
    const outcomes: string[] = [];
    for (let tries = 0; tries < 5; tries += 1) outcomes.push((await recorded.session.send(message)).outcome);
    expect(outcomes).toEqual(['unknown', 'unknown', 'unknown', 'unknown', 'rejected']);
    await control().must('DELETE', '/faults');
    expect(await recorded.session.send(message)).toMatchObject({ outcome: 'accepted' });
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
    await control().must('POST', '/faults', { kind: 'refuse-media-conn', number: business, code: 500 });
    // On a connection that was not told of it before.
    await reconnect();
    const message = toOutgoing(toMedia(picture));
    const { raw } = await writeAsCustomer(file);
    expect(await recorded.session.send(message)).toEqual({ outcome: 'unknown' });
    expect(await fetchMedia(raw)).toEqual({ outcome: 'unknown' });
    await control().must('DELETE', '/faults');
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
    await control().must('POST', '/faults', { kind: 'withhold-media', code: 404 });
    expect(await fetchMedia(raw)).toEqual({ outcome: 'gone' });
    await control().must('DELETE', '/faults');
    await control().must('POST', '/faults', { kind: 'withhold-media' });
    expect(await fetchMedia(raw)).toEqual({ outcome: 'unknown' });
    await control().must('DELETE', '/faults');
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
