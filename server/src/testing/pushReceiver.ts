import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type PushedMessage, pushedMessageSchema } from '@erp-whatsapp/shared/push';

/** What a browser made of what it was pushed. `isSigned`: by the keys that the server says are its own. */
export type Received = { message: PushedMessage; headers: IncomingHttpHeaders; isSigned: boolean };

export type TestBrowser = {
  /** As its `PushSubscription` tells it. */
  subscription: { endpoint: string; keys: { p256dh: string; auth: string } };
  received: Received[];
  /** Requests for it, also those that were refused. */
  asked: () => number;
  /** How the push service answers for it; `never`: not at all. */
  answer: (status: number | 'never') => void;
};

/** A push service of our own: it has browsers, and each of them decrypts what comes for it (RFC 8291, RFC 8292). */
export async function startPushReceiver() {
  const browsers = new Map<string, (headers: IncomingHttpHeaders, body: Buffer) => number | 'never'>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const status = browsers.get(request.url ?? '')?.(request.headers, Buffer.concat(chunks)) ?? 404;
    if (status !== 'never') response.writeHead(status).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The push service has no port.');
  const origin = `http://127.0.0.1:${address.port}`;

  return {
    origin,
    addBrowser(): TestBrowser {
      const keys = createECDH('prime256v1');
      const own = { publicKey: keys.generateKeys(), auth: randomBytes(16), keys };
      const path = `/push/${randomBytes(8).toString('hex')}`;
      const received: Received[] = [];
      let asked = 0;
      let status: number | 'never' = 201;
      browsers.set(path, (headers, body) => {
        asked += 1;
        if (status === 201) {
          const message = pushedMessageSchema.parse(JSON.parse(decrypt(body, own)));
          received.push({ message, headers, isSigned: isSigned(headers, origin) });
        }
        return status;
      });
      return {
        subscription: {
          endpoint: `${origin}${path}`,
          keys: { p256dh: own.publicKey.toString('base64url'), auth: own.auth.toString('base64url') },
        },
        received,
        asked: () => asked,
        answer: (next) => {
          status = next;
        },
      };
    },
    /** Cuts what it has not answered. */
    drop: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export type PushReceiver = Awaited<ReturnType<typeof startPushReceiver>>;

type OwnKeys = { publicKey: Buffer; auth: Buffer; keys: ReturnType<typeof createECDH> };

/** salt (16) | record size (4) | length of the key (1) | the sender's key (65) | one record */
function decrypt(body: Buffer, { publicKey, auth, keys }: OwnKeys): string {
  const salt = body.subarray(0, 16);
  const keyEnd = 21 + (body[20] ?? 0);
  const theirs = body.subarray(21, keyEnd);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), publicKey, theirs]);
  const secret = Buffer.from(hkdfSync('sha256', keys.computeSecret(theirs), auth, info, 32));
  const derive = (name: string, length: number) =>
    Buffer.from(hkdfSync('sha256', secret, salt, `Content-Encoding: ${name}\0`, length));
  const decipher = createDecipheriv('aes-128-gcm', derive('aes128gcm', 16), derive('nonce', 12));
  decipher.setAuthTag(body.subarray(-16));
  const padded = Buffer.concat([decipher.update(body.subarray(keyEnd, -16)), decipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(2)).toString();
}

function isSigned({ authorization = '' }: IncomingHttpHeaders, audience: string): boolean {
  const [, token = '', key = ''] = /^vapid t=([^,]+), k=(.+)$/.exec(authorization) ?? [];
  const [head = '', claims = '', signature = ''] = token.split('.');
  const bytes = Buffer.from(key, 'base64url');
  const coordinate = (from: number) => bytes.subarray(from, from + 32).toString('base64url');
  const jwk = { kty: 'EC', crv: 'P-256', x: coordinate(1), y: coordinate(33) };
  const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
  const isRight = verify(
    'sha256',
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  );
  const { aud }: { aud?: string } = JSON.parse(Buffer.from(claims, 'base64url').toString());
  return isRight && aud === audience;
}
