import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type Agent, request as begin } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DEFAULT_ORIGIN } from 'baileys';
import { z } from 'zod';

/** How long WhatsApp's media host may say nothing and take nothing, in milliseconds. */
const silenceLimit = 30_000;
/** How often it may send an upload elsewhere, and how long its answer may be, in characters. */
const mostDetours = 3;
const longestAnswer = 64 * 1024;

/** `read` begins anew each time, and gives `size` bytes. */
export type Upload = { size: number; read: () => AsyncIterable<Uint8Array> };

type Way = { agent: Agent | undefined; signal: AbortSignal };

/** Where a file is now. */
export type UploadPlace = { url: string | null; directPath: string | null };

/** The host answered that it does not take this file, or not from this number. */
export class HostRefused extends Error {
  override readonly name = 'HostRefused';
}

/** Answers of the kind that refuses which say only that it is not the time. */
const passing = new Set([408, 425, 429]);

const placeSchema = z.object({ url: z.string().nullish(), direct_path: z.string().nullish() });

/**
 * Brings what is encrypted to a media host of WhatsApp as it is read, without a copy on this disk.
 * @throws HostRefused; Error for what says nothing about the file
 */
export async function leaveAtHost(url: URL, upload: Upload, way: Way): Promise<UploadPlace> {
  let place = url;
  for (let detours = 0; detours <= mostDetours; detours += 1) {
    const { status, location, body } = await post(place, upload, way);
    if (status >= 300 && status < 400 && location && URL.canParse(location, place.href)) {
      place = new URL(location, place);
      // What an upload shows to prove itself is for encrypted connections only.
      if (place.protocol !== 'https:') break;
      continue;
    }
    if (status < 200 || status >= 300) throw toFailure(status);
    const { url: found, direct_path: directPath } = placeSchema.parse(JSON.parse(body));
    if (!found && !directPath) break;
    return { url: found ?? null, directPath: directPath ?? null };
  }
  throw new Error('WhatsApp’s media host does not say where the file is.');
}

function toFailure(status: number): Error {
  const sentence = `WhatsApp’s media host answered ${status}.`;
  return status >= 400 && status < 500 && !passing.has(status) ? new HostRefused(sentence) : new Error(sentence);
}

type Answer = { status: number; location: string | undefined; body: string };

async function post(url: URL, { size, read }: Upload, { agent, signal }: Way): Promise<Answer> {
  const request = begin(url, {
    method: 'POST',
    ...(agent ? { agent } : {}),
    signal,
    timeout: silenceLimit,
    headers: { origin: DEFAULT_ORIGIN, 'content-type': 'application/octet-stream', 'content-length': size },
  });
  request.on('timeout', () => request.destroy(new Error('WhatsApp’s media host says nothing.')));
  // After the answer the body tells of what goes wrong; without a listener it would end the process.
  request.on('error', () => undefined);
  try {
    const answered = once(request, 'response');
    // What goes wrong on the way ends the request, and an answer may come before all is sent.
    pipeline(Readable.from(read()), request).catch(() => undefined);
    const [response]: IncomingMessage[] = await answered;
    if (!response) throw new Error('WhatsApp’s media host gave no answer.');
    const { statusCode, headers } = response;
    return { status: statusCode ?? 0, location: headers.location, body: await readText(response) };
  } finally {
    request.destroy();
  }
}

/** @throws Error where the host leaves before its end */
async function readText(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) {
    text += chunk;
    if (text.length > longestAnswer) throw new Error('WhatsApp’s media host says too much.');
  }
  return text;
}
