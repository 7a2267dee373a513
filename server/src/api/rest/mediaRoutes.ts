import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Domain } from '../../domain/createDomain.ts';
import type { OpenedMedia } from '../../domain/media/opening.ts';
import { readActor } from '../actor.ts';
import type { Cookies } from './cookies.ts';
import { anyKind, createRoutes, type MountedRoutes } from './routes.ts';

/**
 * `/api/media/:id`: the file of a message, for whoever may read the message. Only pictures are shown; all else is saved. What
 * somebody sent can do nothing here, even where a browser opens it as a page.
 */
export function createMediaRoutes(parts: { domain: Pick<Domain, 'auth' | 'media'>; cookies: Cookies }): MountedRoutes {
  const routes = createRoutes({ name: 'Messages', folder: '/api/media' }, parts);
  const spec = {
    method: 'get',
    path: '/:id',
    summary: 'The file of a message, also in parts; one that is still coming is waited for',
    mayCall: 'signedIn',
    answer: z.string(),
    contentType: anyKind,
    statuses: [200, 206, 304, 416],
    refusals: ['NOT_FOUND', 'MEDIA_UNREACHABLE'],
  } as const;

  routes.mount(spec, async (request, response) => {
    const { id = '' } = request.params;
    const opened = await parts.domain.media.open(await readActor(request, parts), String(id));
    describe(response, opened);
    if (request.fresh) {
      response.status(304).end();
      return;
    }
    const range = readRange(request, opened.file.size);
    if (range === 'none') {
      response.status(416).set('Content-Range', `bytes */${opened.file.size}`).end();
      return;
    }
    if (range) {
      response.status(206).set('Content-Range', `bytes ${range.start}-${range.end}/${opened.file.size}`);
    }
    response.set('Content-Length', String(range ? range.end - range.start + 1 : opened.file.size));
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    await send(response, opened, range);
  });

  return routes;
}

/** A browser may keep it, and asks each time whether it still may show it: nobody sees it after signing out. */
function describe(response: Response, { sha256, mimeType, fileName, isShown }: OpenedMedia): void {
  response.set({
    'Content-Type': mimeType,
    'Content-Disposition': toDisposition(isShown ? 'inline' : 'attachment', fileName),
    'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'private, no-cache',
    'Accept-Ranges': 'bytes',
    ETag: `"${sha256}"`,
  });
}

/** In the two ways of RFC 6266: for those who know no other letters, and as it is. */
function toDisposition(kind: 'inline' | 'attachment', fileName: string | null): string {
  if (fileName === null) return kind;
  const plain = fileName.replace(/[^\x20-\x7E]|["\\%]/g, '_');
  const whole = encodeURIComponent(fileName.toWellFormed()).replace(/['()*]/g, toPercent);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${whole}`;
}

function toPercent(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** One part of it, or all: what asks for several parts gets all. `none`: it has no such part. */
function readRange(request: Request, size: number): { start: number; end: number } | null | 'none' {
  const ranges = request.range(size);
  if (ranges === -1) return 'none';
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes') return null;
  const [first, ...others] = ranges;
  return first && others.length === 0 ? first : null;
}

/** Who hangs up meanwhile has had enough. */
async function send(response: Response, { file }: OpenedMedia, range: { start: number; end: number } | null) {
  try {
    await pipeline(file.read(range ?? undefined), response);
  } catch (error) {
    if (!response.destroyed) throw error;
  }
}
