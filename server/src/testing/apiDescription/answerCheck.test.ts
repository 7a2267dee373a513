import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { describeApi } from '../../api/rest/openapi/describeApi.ts';
import { anyKind, createOpenRoutes, nothing } from '../../api/rest/routes.ts';
import { createWatch } from './watchAnswers.ts';

const complaints: string[] = [];
let answer: { status: number; body: unknown };
let server: Server;
let url: string;

beforeAll(async () => {
  const routes = createOpenRoutes({ name: 'Things', folder: '/api/things' });
  routes.mount(
    {
      method: 'get',
      path: '/:id',
      summary: 'One thing',
      mayCall: 'anybody',
      input: nothing,
      answer: z.object({ id: z.string(), at: z.iso.datetime().nullable(), size: z.number().optional() }),
      refusals: ['NOT_FOUND'],
    },
    (_request, response) => void response.status(answer.status).json(answer.body),
  );
  routes.mount(
    {
      method: 'get',
      path: '/:id/picture',
      summary: 'Its picture',
      mayCall: 'anybody',
      answer: z.unknown(),
      contentType: anyKind,
    },
    (_request, response) => void response.status(answer.status).type('png').send(Buffer.from('a picture')),
  );
  const app = express();
  const watch = createWatch((complaint) => complaints.push(complaint));
  app.use(watch(() => describeApi([routes])));
  app.use(routes.folder, routes.router);
  app.use((_request, response) => void response.status(answer.status).json(answer.body));
  server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  url = `http://127.0.0.1:${address.port}`;
});

afterAll(() => server?.close());

async function listComplaints(given: typeof answer, path = '/api/things/1'): Promise<string[]> {
  answer = given;
  complaints.length = 0;
  await (await fetch(`${url}${path}`)).text();
  return [...complaints];
}

const refused = { success: false, error: 'It is gone.', code: 'NOT_FOUND' };

describe('an answer', () => {
  it.each([
    ['with all that is described', 200, { id: '1', at: '2026-01-01T00:00:00.000Z', size: 2 }],
    ['without what may be left out', 200, { id: '1', at: null }],
    ['that refuses as is said', 404, refused],
    ['that refuses otherwise, with a code of the table', 409, { ...refused, code: 'CONFLICT' }],
  ])('passes %s', async (_, status, body) => {
    expect(await listComplaints({ status, body })).toEqual([]);
  });

  it.each([
    ['a field that nothing is said of', { body: { id: '1', at: null, secret: 'x' } }, /must NOT have additional/],
    ['a field that is missing', { body: { id: '1' } }, /'at'/],
    ['a field of another kind', { body: { id: 1, at: null } }, /must be string/],
    ['a time that is none', { body: { id: '1', at: 'yesterday' } }, /date-time/],
    ['a status that nothing is said of', { status: 201, body: { id: '1', at: null } }, /nothing is said of/],
    ['a refusal in another form', { status: 404, body: { message: 'It is gone.' } }, /must have required/],
    ['a code that is in no table', { status: 409, body: { ...refused, code: 'GONE' } }, /allowed values/],
  ])('is complained of for %s', async (_, given, complaint) => {
    expect(await listComplaints({ status: 200, ...given })).toEqual([expect.stringMatching(complaint)]);
  });

  it('may be of any kind where that is said, but not with any status', async () => {
    const path = '/api/things/1/picture';
    expect(await listComplaints({ status: 200, body: null }, path)).toEqual([]);
    expect(await listComplaints({ status: 206, body: null }, path)).toEqual([expect.stringMatching(/nothing is said/)]);
  });

  it('is complained of where no route is described, but not for saying that there is none', async () => {
    const path = '/api/other';
    expect(await listComplaints({ status: 200, body: {} }, path)).toEqual([expect.stringMatching(/no such route/)]);
    expect(await listComplaints({ status: 404, body: refused }, path)).toEqual([]);
  });
});
