import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { signIn } from '../../../testing/console.ts';
import { readRoutes } from '../../../testing/hostile/routes.ts';
import { createCall } from '../../../testing/http.ts';
import { startApp, type TestApp } from '../../../testing/startApp.ts';
import { simulatorRoutes } from './simulatorRoutes.ts';

const operationSchema = z.looseObject({
  operationId: z.string(),
  summary: z.string().min(1),
  security: z.array(z.unknown()).optional(),
});
const documentSchema = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.looseObject({ schemas: z.record(z.string(), z.looseObject({})) }),
});

let app: TestApp;
let document: z.infer<typeof documentSchema>;

beforeAll(async () => {
  // With every route that a setting opens.
  app = await startApp({ ALLOW_SIGNUP: 'true' });
  document = documentSchema.parse((await call('GET', '/openapi.json')).body);
});

afterAll(() => app?.close());

const call = createCall(() => app);
const listOperations = () =>
  Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ method: method.toUpperCase(), path, ...operation })),
  );

describe('the description of the API', () => {
  it('is an OpenAPI 3.1 document by that standard’s own schema', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(structuredClone(document));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  it('has each route that Express has, and no other', async () => {
    const routes = (await readRoutes()).map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, '{$1}')}`);
    const pages = ['GET /any/page', 'GET /'];
    const described = listOperations().map(({ method, path }) => `${method} ${path}`);
    expect(described.toSorted()).toEqual(routes.filter((route) => !pages.includes(route)).toSorted());
  });

  it('has each operation under a name of its own', () => {
    const names = listOperations().map(({ operationId }) => operationId);
    expect(new Set(names).size).toBe(names.length);
  });

  it('says of each route whether it needs a sign-in', async () => {
    const wrong: string[] = [];
    for (const { method, path, security } of listOperations()) {
      // Metrics have a token of their own.
      if (path === '/metrics') continue;
      const { status } = await fetch(`${app.url}${path.replaceAll(/\{\w+\}/g, 'x')}`, { method });
      // To refresh without a cookie is refused, too.
      const isRefused = status === 401 && path !== '/api/auth/refresh';
      if (isRefused === (security?.length === 0)) wrong.push(`${method} ${path} answered ${status}`);
    }
    expect(wrong).toEqual([]);
  });

  it('has of the simulator what the simulator answers', async () => {
    const { token } = await signIn(app, app.admin);
    for (const { method, path } of simulatorRoutes.specs) {
      const address = `/simulator${path.replace(':number', '4930123456')}`;
      const { body } = await call(method.toUpperCase(), address, { token, ...(method === 'get' ? {} : { body: {} }) });
      expect(body, `${method} ${path}`).not.toMatchObject({ error: 'There is nothing at this address.' });
    }
    expect((await call('GET', '/simulator/none', { token })).body).toMatchObject({
      error: 'There is nothing at this address.',
    });
  });

  it('names what is the same everywhere once', () => {
    expect(Object.keys(document.components.schemas)).toEqual(
      expect.arrayContaining(['Message', 'Conversation', 'Contact', 'Channel', 'User', 'Failure']),
    );
    expect(JSON.stringify(document)).not.toContain('#/$defs');
  });
});

describe('its reader', () => {
  it('brings all that it needs, under a policy that lets nothing else in', async () => {
    const page = await fetch(`${app.url}/api/docs`);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]*src=)/);
    const files = [...html.matchAll(/(?:src|href)="([^"]+assets[^"]+)"/g)].map(([, address]) => address);
    expect(files).toHaveLength(3);
    for (const file of files) {
      const answer = await fetch(`${app.url}${file}`);
      expect(answer.status, file).toBe(200);
      expect(answer.headers.get('content-type'), file).toMatch(/javascript|css/);
      expect((await answer.text()).length, file).toBeGreaterThan(50);
    }
  });

  it('gives nothing else of its library away', async () => {
    for (const name of ['package.json', 'index.html', '../package.json', '..%2fpackage.json', '__proto__']) {
      expect((await fetch(`${app.url}/api/docs/assets/${name}`)).status, name).toBe(404);
    }
  });
});
