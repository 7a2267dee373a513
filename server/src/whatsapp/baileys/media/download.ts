import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { DEFAULT_ORIGIN, proto } from 'baileys';
import type { MediaDownload } from '../../../domain/ports/whatsapp.ts';
import { decryptMedia, type EncryptedMedia } from './decryptMedia.ts';
import type { MediaLine } from './hosts.ts';

/** How long WhatsApp's media host may say nothing, in milliseconds. */
const silenceLimit = 30_000;

type Line = MediaLine & { signal: AbortSignal };

/**
 * Fetches the file of a message, from the host that WhatsApp itself names: the one in the message is its sender's word, and
 * could be any address that this server reaches.
 * @param raw the message as JSON @throws Error when it may be tried again
 */
export async function downloadMedia(raw: string, { hosts, agent, signal }: Line): Promise<MediaDownload> {
  const media = readMedia(raw);
  if (!media) return { outcome: 'gone' };
  const [hostname] = (await hosts.find()).hostnames;
  const url = toUrl(hostname, media.directPath);
  if (!url) return { outcome: 'gone' };
  const response = await ask(url, { agent, signal });
  switch (response.statusCode) {
    case 200:
      return { outcome: 'found', chunks: decryptMedia(response, media) };
    case 403:
    case 404:
    case 410:
      response.destroy();
      return { outcome: 'gone' };
    default:
      response.destroy();
      return { outcome: 'unknown' };
  }
}

function readMedia(raw: string): (EncryptedMedia & { directPath: string }) | null {
  const { imageMessage, documentMessage } = proto.Message.fromObject(JSON.parse(raw));
  const found = imageMessage ?? documentMessage;
  if (!found?.mediaKey || !found.directPath) return null;
  const { mediaKey, directPath, fileSha256 } = found;
  return { kind: imageMessage ? 'image' : 'document', mediaKey, directPath, fileSha256: fileSha256 ?? null };
}

/** @returns `null` for a path that leads to another host */
function toUrl(hostname: string, directPath: string): URL | null {
  const base = `https://${hostname}`;
  if (!URL.canParse(directPath, base)) return null;
  const url = new URL(directPath, base);
  return url.origin === new URL(base).origin && directPath.startsWith('/') ? url : null;
}

async function ask(url: URL, options: Pick<Line, 'agent' | 'signal'>): Promise<IncomingMessage> {
  const request = get(url, {
    ...(options.agent ? { agent: options.agent } : {}),
    signal: options.signal,
    headers: { origin: DEFAULT_ORIGIN },
    timeout: silenceLimit,
  });
  request.on('timeout', () => request.destroy(new Error('WhatsApp’s media host says nothing.')));
  // After the answer the body tells of what goes wrong; without a listener it would end the process.
  request.on('error', () => undefined);
  const [response] = await once(request, 'response');
  return response;
}
