import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router } from 'express';
import serveCompressed from 'express-static-gzip';

/** Files whose name holds a hash of their content never change. In milliseconds. */
const oneYear = 365 * 24 * 60 * 60 * 1000;

/** The built console: hashed files for a year, the page itself asked for anew each time. @param folder `web/dist` */
export function createConsoleFiles(folder: string): Router {
  const router = Router();
  const page = join(folder, 'index.html');
  if (!existsSync(page)) {
    router.get('/', (_request, response) => {
      response.type('text').send('The console is not built yet. Run "pnpm build"; the API is up.');
    });
    return router;
  }
  router.use(
    '/assets',
    serveCompressed(join(folder, 'assets'), {
      enableBrotli: true,
      orderPreference: ['br', 'gzip'],
      serveStatic: { immutable: true, maxAge: oneYear, fallthrough: false },
    }),
  );
  router.use(
    express.static(folder, {
      index: false,
      // Whatever keeps these for a while would keep an old console alive with them.
      setHeaders: (response) => response.setHeader('Cache-Control', 'no-cache'),
    }),
  );
  // Any other page address is the console's own to route.
  router.get(/^\/(?!api\/|socket\.io\/|assets\/).*/, (request, response, next) => {
    if (!request.accepts('html')) {
      next();
      return;
    }
    response.set('Cache-Control', 'no-cache').sendFile(page);
  });
  return router;
}
