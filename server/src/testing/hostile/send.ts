import { request } from 'node:http';
import { errorTable, isErrorCode } from '@erp-whatsapp/shared/errors';
import { expect } from 'vitest';
import { z } from 'zod';

export type Sent = {
  method?: string;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array | undefined;
  /** The address on this machine that it comes from. */
  from?: string;
};

export type Received = { status: number; headers: Record<string, string | string[] | undefined>; text: string };

/** Sends a request with its path just as it is written: `fetch` would tidy it up. */
export function send(url: string, path: string, { method = 'GET', headers = {}, body, from }: Sent = {}) {
  const { promise, resolve, reject } = Promise.withResolvers<Received>();
  const { hostname, port } = new URL(url);
  const sent = request(
    {
      host: hostname === 'localhost' ? '127.0.0.1' : hostname,
      port,
      path,
      method,
      headers: { ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }), ...headers },
      agent: false,
      ...(from === undefined ? {} : { localAddress: from }),
    },
    (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    },
  );
  sent.on('error', reject);
  sent.end(body);
  return promise;
}

/** Sends JSON. */
export function sendJson(
  url: string,
  path: string,
  { body, headers, ...sent }: Sent & { method: string; body: string },
) {
  return send(url, path, { ...sent, body, headers: { 'content-type': 'application/json', ...headers } });
}

/** A refusal in the form of each vocabulary. */
const refusalSchema = z.union([
  z.object({ success: z.literal(false), error: z.string(), code: z.string() }),
  z
    .object({ ok: z.literal(false), error: z.object({ code: z.string(), message: z.string() }) })
    .transform(({ error: { code, message } }) => ({ code, error: message })),
]);

/** A refusal that a person can act on: a code of the table, with its status and a sentence; never a fault of the server. */
export function expectClear({ status, headers, text }: Received, context: string): void {
  expect(status, `${context}: ${text.slice(0, 300)}`).toBeLessThan(500);
  if (status < 400 || !String(headers['content-type']).includes('json')) return;
  const { success: isKnown, data } = refusalSchema.safeParse(JSON.parse(text));
  expect(isKnown, `${context}: ${text.slice(0, 300)}`).toBe(true);
  expect(data?.error, context).toMatch(/^.{10,1000}$/s);
  const code = data?.code ?? '';
  expect(isErrorCode(code) && errorTable[code].status, `${context}: ${text.slice(0, 300)}`).toBe(status);
}
