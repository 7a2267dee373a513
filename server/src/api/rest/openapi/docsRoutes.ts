import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { createOpenRoutes, type MountedRoutes, nothing } from '../routes.ts';
import type { ApiDocument } from './describeApi.ts';

const require = createRequire(import.meta.url);

/** How long browsers keep the reader's files, in seconds. */
const oneDay = 24 * 60 * 60;

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>erp-whatsapp: the API</title>
    <link rel="icon" href="/favicon.svg">
    <link rel="stylesheet" href="/api/docs/assets/swagger-ui.css">
  </head>
  <body>
    <main id="reader"></main>
    <script src="/api/docs/assets/swagger-ui-bundle.js"></script>
    <script src="/api/docs/assets/start.js"></script>
  </body>
</html>
`;

/** Apart from the page: the content security policy lets no script run that stands in one. */
const start = `SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#reader', deepLinking: true, docExpansion: 'list' });
`;

/** What the reader's library brings. */
const libraryFiles = ['swagger-ui.css', 'swagger-ui-bundle.js'];

/** `/api/openapi.json`: the description of everything over HTTP. `/api/docs`: a page to read it on. */
export function createDocsRoutes(describe: () => ApiDocument): MountedRoutes {
  const routes = createOpenRoutes({ name: 'This description', folder: '/api' });

  routes.addOpen(
    {
      method: 'get',
      path: '/openapi.json',
      summary: 'Everything over HTTP, as an OpenAPI 3.1 document',
      input: nothing,
      answer: z.looseObject({ openapi: z.string() }),
    },
    () => ({ ...describe() }),
  );

  routes.mount(
    {
      method: 'get',
      path: '/docs',
      summary: 'The same as a page to read and to try out',
      mayCall: 'anybody',
      answer: z.string(),
      contentType: 'text/html',
    },
    (_request, response) => void response.type('html').send(page),
  );
  routes.router.use('/docs/assets', createAssets());

  return routes;
}

function createAssets(): RequestHandler {
  const folder = dirname(require.resolve('swagger-ui-dist/package.json'));
  return (request, response, next) => {
    const name = request.path.slice(1);
    if (request.method !== 'GET') next();
    else if (name === 'start.js') response.type('js').send(start);
    else if (!libraryFiles.includes(name)) next();
    else response.set('Cache-Control', `max-age=${oneDay}`).sendFile(name, { root: folder });
  };
}
