import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SecretStorage } from '../domain/ports/storage/accounts.ts';
import { createCipher } from '../security/cipher.ts';
import { type PushReceiver, startPushReceiver } from '../testing/pushReceiver.ts';
import { createPushService } from './createPushService.ts';

let receiver: PushReceiver;

beforeAll(async () => {
  receiver = await startPushReceiver();
});
afterAll(() => receiver?.close());

const message = {
  payload: JSON.stringify({ conversationId: 'c1', name: 'Ana', text: 'Hello', at: '2026-01-01' }),
  topic: 'c1',
};

describe('the way to push services', () => {
  it('has the same keys for all processes that share the database, and none without the right ENCRYPTION_KEY', async () => {
    const secrets = createSecrets();
    const [one, another] = [start({ secrets }), start({ secrets })];
    const keys = await Promise.all([one.publicKey(), another.publicKey(), one.publicKey()]);
    expect(new Set(keys).size).toBe(1);
    await expect(start({ secrets, key: 8 }).publicKey()).rejects.toThrow('ENCRYPTION_KEY');
    expect(Buffer.from((await secrets.get('push-keys')) ?? []).toString()).not.toContain(keys[0]);
  });

  it('tells what became of a push', async () => {
    const push = start({});
    const browser = receiver.addBrowser();
    const { endpoint, keys } = browser.subscription;
    const address = { endpoint, ...keys };
    expect(await push.send(address, message)).toBe('taken');
    for (const [status, outcome] of [
      [404, 'gone'],
      [410, 'gone'],
      [403, 'gone'],
      [429, 'refused'],
      [500, 'refused'],
    ] as const) {
      browser.answer(status);
      expect(await push.send(address, message)).toBe(outcome);
    }
    const noPoint = Buffer.alloc(65, 9).toString('base64url');
    expect(await push.send({ ...address, p256dh: noPoint }, message)).toBe('gone');
    expect(browser.asked()).toBe(6);
  });

  it('leads nowhere else, not even where a service points to', async () => {
    let asked = 0;
    const elsewhere = createServer((_request, response) => {
      asked += 1;
      response.end();
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const inner = elsewhere.address();
    const target = `http://127.0.0.1:${typeof inner === 'object' ? inner?.port : ''}/`;
    const pointing = createServer((_request, response) => {
      response.writeHead(307, { location: target }).end();
    }).listen(0, '127.0.0.1');
    await once(pointing, 'listening');
    const outer = pointing.address();
    const origin = `http://127.0.0.1:${typeof outer === 'object' ? outer?.port : ''}`;
    try {
      const { keys } = receiver.addBrowser().subscription;
      const push = start({ services: [origin] });
      expect(await push.send({ endpoint: `${origin}/push`, ...keys }, message)).toBe('refused');
      expect(await push.send({ endpoint: target, ...keys }, message)).toBe('gone');
      expect(asked).toBe(0);
    } finally {
      elsewhere.close();
      pointing.close();
    }
  });
});

function start({ secrets = createSecrets(), key = 7, services = [receiver.origin] }) {
  const cipher = createCipher(Buffer.alloc(32, key));
  return createPushService({ secrets, cipher, services, contact: 'mailto:a@example.com' });
}

function createSecrets(): SecretStorage {
  const kept = new Map<string, Uint8Array>();
  return {
    async keep(name, made) {
      if (!kept.has(name)) kept.set(name, made);
      return kept.get(name) ?? made;
    },
    get: async (name) => kept.get(name) ?? null,
  };
}
