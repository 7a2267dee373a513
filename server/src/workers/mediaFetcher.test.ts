import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Message } from '@erp-whatsapp/shared/message';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MediaDownload, WhatsAppSession } from '../domain/ports/whatsapp.ts';
import { createLog } from '../log.ts';
import { makePicture, sha256, toChunks } from '../testing/files/samples.ts';
import { startDomain } from '../testing/startDomain.ts';
import { waitFor } from '../testing/waitFor.ts';
import { written } from '../testing/written.ts';
import { createMediaFetcher } from './mediaFetcher.ts';

const picture = makePicture(40, 30);
const found = (): MediaDownload => ({ outcome: 'found', chunks: toChunks(picture) });

let test: Awaited<ReturnType<typeof startDomain>>;
let fetcher: ReturnType<typeof createMediaFetcher>;
let isActive: boolean;
let now: number;
/** What was asked for, in order, and what WhatsApp's media host does. */
let asked: string[];
let answer: (raw: string) => Promise<MediaDownload>;
/** How often was looked for what is due, and how many of the next looks fail. */
let looks: number;
let failingLooks: number;

beforeEach(async () => {
  test = await startDomain((storage) => ({
    ...storage,
    messages: {
      ...storage.messages,
      async listMediaDue(channel, page) {
        looks += 1;
        failingLooks -= 1;
        if (failingLooks >= 0) throw new Error('the database is away');
        return storage.messages.listMediaDue(channel, page);
      },
    },
  }));
  looks = 0;
  failingLooks = 0;
  isActive = true;
  now = Date.now();
  asked = [];
  answer = async () => found();
  start();
});
afterEach(async () => {
  await fetcher.close();
  await test.close();
});

function start(): void {
  const session: WhatsAppSession = {
    send: async () => ({ outcome: 'unknown' }),
    async fetchMedia(raw) {
      asked.push(raw);
      return answer(raw);
    },
    markRead: async () => true,
    setTyping: async () => undefined,
    requestPairingCode: async () => undefined,
    returnToQr: async () => undefined,
    close: async () => undefined,
    logout: async () => undefined,
  };
  const { storage, facts, domain } = test;
  fetcher = createMediaFetcher({
    ...{ storage, facts, media: domain.media, now: () => now, log: createLog('silent'), pauses: [20] },
    activeSession: () => (isActive ? session : null),
    cleanUpPause: 20,
  });
  fetcher.start();
}

let pictures = 0;

/** A customer's picture. @returns the message as it is told at once */
async function write(raw: string | null = `raw ${pictures}`): Promise<Message> {
  pictures += 1;
  const whatsappId = `picture ${pictures}`;
  await test.domain.messages.receive(
    test.channel,
    written({ phoneNumber: '+4915111111111', lid: null }, '', {
      ...{ whatsappId, messageType: 'image', raw },
      media: { mimeType: 'image/jpeg', fileName: null, size: 10, width: 40, height: 30 },
    }),
  );
  return waitFor('the message', () =>
    test.heard
      .flatMap((fact) =>
        fact.name === 'message:created' && fact.payload.message.messageId === whatsappId ? [fact.payload.message] : [],
      )
      .at(0),
  );
}

/** The number is connected again. */
async function activate(): Promise<void> {
  isActive = true;
  await test.domain.channels.applyState(test.channel, { status: 'connecting', lastDisconnect: null });
  await test.domain.channels.applyState(test.channel, { status: 'active', phoneNumber: '+4930123456' });
}

function until({ id }: Message, state: string): Promise<Message> {
  return waitFor(`its file to be ${state}`, async () => {
    const message = await test.storage.messages.get(test.actor.workspaceId, id);
    return message?.media?.state === state ? message : null;
  });
}

describe('the file of a message that came', () => {
  it('is fetched, told of, and can be opened', async () => {
    const message = await write('the way');
    expect(message.media).toMatchObject({ state: 'coming', sha256: null, width: 40, url: `/api/media/${message.id}` });
    const { media, seq } = await until(message, 'here');
    expect(asked).toEqual(['the way']);
    expect(media).toMatchObject({
      // By its content: its sender was wrong.
      ...{ mimeType: 'image/png', size: picture.length, sha256: sha256(picture), width: 40, height: 30 },
    });
    expect(test.heard.filter(({ name }) => name === 'message:mediaSettled')).toMatchObject([
      { payload: { message: { seq } } },
    ]);
    expect(seq).toBeGreaterThan(message.seq);
    const opened = await test.domain.media.open(test.actor, message.id);
    expect(opened).toMatchObject({ sha256: sha256(picture), mimeType: 'image/png', isShown: true });
    await expect(test.domain.media.open({ ...test.actor, workspaceId: 'another' }, message.id)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  it('is waited for by who opens it too early', async () => {
    const { promise, resolve } = Promise.withResolvers<MediaDownload>();
    answer = () => promise;
    const message = await write();
    const opening = test.domain.media.open(test.actor, message.id);
    await waitFor('the fetching to begin', () => asked.length > 0);
    resolve(found());
    await expect(opening).resolves.toMatchObject({ sha256: sha256(picture) });
  });

  it('is tried again as long as it does not come, and once it did no more', async () => {
    let tries = 0;
    answer = async () => {
      tries += 1;
      if (tries === 1) return { outcome: 'unknown' };
      if (tries === 2) throw new Error('the connection went');
      if (tries === 3) return { outcome: 'found', chunks: breakOff() };
      return found();
    };
    await until(await write(), 'here');
    expect(asked).toHaveLength(4);
  });

  it('waits for the number, also through a restart', async () => {
    isActive = false;
    const message = await write();
    await fetcher.close();
    start();
    await activate();
    await until(message, 'here');
    expect(asked).toHaveLength(1);
  });

  it('is looked for again where the database did not answer', async () => {
    isActive = false;
    const message = await write();
    failingLooks = 2;
    await activate();
    await until(message, 'here');
    expect(looks).toBeGreaterThan(2);
  });

  it('is given up where WhatsApp has it no more, it is not what was sent, is too large, or nobody knows where it is', async () => {
    answer = async () => ({ outcome: 'gone' });
    const gone = await until(await write(), 'gone');
    expect(gone.media).toMatchObject({ url: null, width: 40 });
    answer = async () => ({ outcome: 'found', chunks: refuse() });
    await until(await write(), 'gone');
    answer = async () => ({ outcome: 'found', chunks: pourOut() });
    await until(await write(), 'gone');
    const before = asked.length;
    await until(await write(null), 'gone');
    expect(asked).toHaveLength(before);
    await expect(test.domain.media.open(test.actor, gone.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is given up after 30 days, also of a number that does not come back', async () => {
    isActive = false;
    const message = await write();
    now += 31 * 24 * 60 * 60_000;
    await until(message, 'gone');
    expect(asked).toEqual([]);
  });

  it('is tried again without looking each time for all that is due', async () => {
    let tries = 0;
    answer = async () => {
      tries += 1;
      return { outcome: 'unknown' };
    };
    isActive = false;
    for (let index = 0; index < 60; index += 1) await write();
    await activate();
    await waitFor('all to be tried four times', () => tries >= 4 * 60);
    // Two pages, once.
    expect(looks).toBe(2);
  });

  it('is not kept back by others that do not come', async () => {
    answer = async (raw) => (raw === 'stuck' ? { outcome: 'unknown' } : found());
    for (let index = 0; index < 6; index += 1) await write('stuck');
    await until(await write('free'), 'here');
  });
});

async function* breakOff(): AsyncGenerator<Uint8Array> {
  yield picture.subarray(0, 20);
  throw new Error('the line broke');
}

async function* refuse(): AsyncGenerator<Uint8Array> {
  yield picture.subarray(0, 20);
  throw new CommandError('MEDIA_UNSUPPORTED', 'The file is not what its sender sent.');
}

async function* pourOut(): AsyncGenerator<Uint8Array> {
  const part = new Uint8Array(4 * 1024 * 1024);
  for (;;) yield part;
}
