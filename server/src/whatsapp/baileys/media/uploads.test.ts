import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { OutgoingMedia } from '../../../domain/ports/whatsapp.ts';
import { fetchCertificateRoot } from '../../../embedded/whatsapp/fetchCertificateRoot.ts';
import { type BusinessClient, pairClient } from '../../../embedded/whatsapp/testing/businessClient.ts';
import { business, startTestSimulator, type TestSimulator } from '../../../embedded/whatsapp/testing/startSimulator.ts';
import { makePdf, makePicture, toChunks } from '../../../testing/files/samples.ts';
import { createMediaAgent } from './agent.ts';
import { createMediaHosts, type MediaLine } from './hosts.ts';
import { createUploads } from './uploads.ts';

const clock = { now: () => Date.now(), elapsed: () => performance.now() };
const picture = makePicture(64, 48);
let simulator: TestSimulator;
let client: BusinessClient;
let line: MediaLine;

beforeAll(async () => {
  simulator = await startTestSimulator();
  client = await pairClient({ url: simulator.url }, business, simulator.control);
  const { mediaAuthority } = await fetchCertificateRoot(simulator.url);
  line = { hosts: createMediaHosts({ sock: client.socket, clock }), agent: createMediaAgent(mediaAuthority) };
});
afterEach(() => simulator.control.must('DELETE', '/faults'));
afterAll(async () => {
  await client?.close();
  await simulator?.close();
});

function toDraft(read: OutgoingMedia['read'] = () => toChunks(picture)) {
  const media = { kind: 'image', mimeType: 'image/png', fileName: null, width: 64, height: 48, read } as const;
  return { whatsappId: 'ID', content: '', media };
}

const breakMedia = (as: string) => simulator.control.must('POST', '/faults', { kind: 'break-media', as });

it('a try ends where the host takes nothing and says nothing', async () => {
  await breakMedia('silent');
  const uploads = createUploads(clock, { longestTry: 100 });
  await expect(uploads.prepare(line, toDraft())).rejects.toThrow('took too long');
  await simulator.control.must('DELETE', '/faults');
  const patient = createUploads(clock);
  expect(await patient.prepare(line, toDraft())).toMatchObject({ imageMessage: { mimetype: 'image/png' } });
});

it('a try ends where the disk does not give the file', async () => {
  const uploads = createUploads(clock, { longestTry: 100 });
  await expect(uploads.prepare(line, toDraft(neverRead))).rejects.toThrow('took too long');
});

it('a file is one upload, however many ask for it at once', async () => {
  let reads = 0;
  const uploads = createUploads(clock);
  const draft = toDraft(() => {
    reads += 1;
    return toChunks(makePdf(2_000_000));
  });
  const [message, same] = await Promise.all([uploads.prepare(line, draft), uploads.prepare(line, draft)]);
  expect(same).toBe(message);
  // To encrypt it for its hash, and to send it.
  expect(reads).toBe(2);
});

it('what is under way ends with its number', async () => {
  await breakMedia('silent');
  const uploads = createUploads(clock);
  const upload = uploads.prepare(line, toDraft());
  uploads.close();
  await expect(upload).rejects.toThrow('closed');
});

async function* neverRead(): AsyncGenerator<Uint8Array> {
  yield picture;
  await new Promise(() => undefined);
}
