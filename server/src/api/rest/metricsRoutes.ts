import { createHash, timingSafeEqual } from 'node:crypto';
import { CommandError } from '@erp-whatsapp/shared/errors';
import { type Request, Router } from 'express';

export type MetricsAccess = {
  /** What a reader must send; `null`: readers are on this machine. */
  metricsToken: string | null;
  readMetrics: () => Promise<{ contentType: string; text: string }>;
};

/** Headers that a proxy adds: who comes through one is not on this machine. */
const proxyHeaders = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/** `/metrics`, for Prometheus and for nobody else. */
export function createMetricsRoutes({ metricsToken, readMetrics }: MetricsAccess): Router {
  const router = Router();
  router.get('/metrics', async (request, response) => {
    if (metricsToken === null) requireThisMachine(request);
    else requireToken(request, metricsToken);
    const { contentType, text } = await readMetrics();
    response.set({ 'Content-Type': contentType, 'Cache-Control': 'no-store' }).send(text);
  });
  return router;
}

function requireToken({ headers }: Request, wanted: string): void {
  const given = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
  if (timingSafeEqual(digest(given), digest(wanted))) return;
  throw new CommandError('NOT_AUTHENTICATED', 'Metrics are for whoever sends METRICS_TOKEN as a bearer token.');
}

function requireThisMachine({ headers, socket }: Request): void {
  const isLocal = /^(?:::ffff:)?127\.|^::1$/.test(socket.remoteAddress ?? '');
  if (isLocal && proxyHeaders.every((name) => headers[name] === undefined)) return;
  throw new CommandError(
    'NOT_FOUND',
    'Metrics are told to this machine alone. Set METRICS_TOKEN to read them from elsewhere.',
  );
}

/** Of one length, whatever was sent. */
function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
