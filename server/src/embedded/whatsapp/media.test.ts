import { createHash } from 'node:crypto';
import { Agent, get } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fetchCertificateRoot } from './fetchCertificateRoot.ts';
import { type BusinessClient, pairClient } from './testing/businessClient.ts';
import { business, customer, startTestSimulator, type TestSimulator } from './testing/startSimulator.ts';
import { waitFor } from './testing/waitFor.ts';

let simulator: TestSimulator;
let client: BusinessClient;
let agent: Agent;
const bytes = Buffer.alloc(5_000, 'a file');
const hash = createHash('sha256').update(bytes).digest('hex');
const jid = `${customer.slice(1)}@s.whatsapp.net`;

beforeAll(async () => {
  simulator = await startTestSimulator();
  const { mediaAuthority } = await fetchCertificateRoot(simulator.url);
  agent = new Agent({ ca: mediaAuthority });
  client = await pairClient({ url: simulator.url, config: { fetchAgent: agent } }, business, simulator.control);
});
afterAll(async () => {
  await client?.close();
  await simulator?.close();
});

/** @returns the status, or why there is none */
async function ask(url: string, options: { agent?: Agent } = {}): Promise<number | string> {
  const { promise, resolve } = Promise.withResolvers<number | string>();
  const request = get(url, options, (response) => {
    response.resume();
    resolve(response.statusCode ?? 0);
  });
  request.on('error', (error) => resolve('code' in error ? String(error.code) : error.message));
  return promise;
}

describe('the media host', () => {
  it('is trusted by who was given its authority, and by nobody else', async () => {
    const { hosts } = await client.socket.refreshMediaConn();
    const url = `https://${hosts[0]?.hostname}/v/nothing`;
    expect(await ask(url, { agent })).toBe(404);
    expect(await ask(url)).toMatch(/SELF_SIGNED|UNABLE_TO/);
    const [, port] = hosts[0]?.hostname.split(':') ?? [];
    expect(await ask(`https://localhost:${port}/v/nothing`, { agent })).toBe(404);
  });

  it('answers with a code, or breaks off, as long as it is to', async () => {
    const { hosts } = await client.socket.refreshMediaConn();
    const url = `https://${hosts[0]?.hostname}/v/nothing`;
    for (const [fault, answer] of [
      [{ kind: 'withhold-media' }, 503],
      [{ kind: 'withhold-media', code: 413 }, 413],
      [{ kind: 'break-media', as: 'reset' }, 'ECONNRESET'],
      [{ kind: 'break-media', as: 'moved' }, 404],
    ] as const) {
      await simulator.control.must('POST', '/faults', fault);
      expect(await ask(url, { agent })).toBe(answer);
      await simulator.control.must('DELETE', '/faults');
    }
  });

  it('is not told where it is refused', async () => {
    await simulator.control.must('POST', '/faults', { kind: 'refuse-media-conn', number: business, code: 403 });
    const attrs = { type: 'set', xmlns: 'w:m', to: '@s.whatsapp.net' };
    const asked = client.socket.query({ tag: 'iq', attrs, content: [{ tag: 'media_conn', attrs: {} }] });
    await expect(asked).rejects.toMatchObject({ data: 403 });
    await simulator.control.must('DELETE', '/faults');
  });
});

describe('a file', () => {
  it('that a client sends is read by the customer’s phone', async () => {
    await client.socket.sendMessage(jid, {
      document: bytes,
      mimetype: 'text/plain',
      fileName: 'a.txt',
      caption: 'See',
    });
    const [entry] = await waitFor('the file', async () => {
      const shown = await simulator.control.thread(customer, business);
      return shown.length > 0 ? shown : null;
    });
    expect(entry).toMatchObject({
      ...{ type: 'document', text: 'See', copies: 1 },
      media: { mimeType: 'text/plain', fileName: 'a.txt', size: bytes.length, sha256: hash },
    });
    // The business's own phone has it too.
    expect((await simulator.control.phoneThread(business, customer))[0]?.media?.sha256).toBe(hash);
  });

  it.each(['image', 'audio', 'video', 'document', 'sticker'] as const)(
    'that the customer sends as %s is encrypted as that',
    async (type) => {
      const media = { type, base64: bytes.toString('base64'), mimeType: 'application/x-test', fileName: 'b.bin' };
      const { id } = await simulator.control.must('POST', `/customers/${customer}/messages`, { to: business, media });
      const { message } = await waitFor('the message', () =>
        client.upserts.find((upsert) => upsert.message.key.id === id),
      );
      const content = message.message?.[`${type}Message`];
      expect(content?.mimetype).toBe('application/x-test');
      expect(Number(content?.fileLength)).toBe(bytes.length);
      expect(Buffer.from(content?.fileSha256 ?? []).toString('hex')).toBe(hash);
      const own = (await simulator.control.thread(customer, business)).at(-1);
      expect(own).toMatchObject({ id, fromMe: true, media: { sha256: hash } });
    },
  );

  it('is asked for as text or file, one of both', async () => {
    const answer = await simulator.control.call('POST', `/customers/${customer}/messages`, { to: business });
    expect(answer).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
  });
});
