import { createHash, timingSafeEqual } from 'node:crypto';
import { CommandError } from '@erp-whatsapp/shared/errors';
import type { Request } from 'express';
import { z } from 'zod';
import { createOpenRoutes, type MountedRoutes } from './routes.ts';

export type MetricsAccess = {
  /** What a reader must send; `null`: readers are on this machine. */
  metricsToken: string | null;
  readMetrics: () => Promise<{ contentType: string; text: string }>;
};

/** Headers that a proxy adds: who comes through one is not on this machine. */
const proxyHeaders = ['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip'];

/** `/metrics`, for Prometheus and for nobody else. */
export function createMetricsRoutes({ metricsToken, readMetrics }: MetricsAccess): MountedRoutes {
  const routes = createOpenRoutes({ name: 'Metrics', folder: '/' });
  routes.mount(
    {
      method: 'get',
      path: '/metrics',
      summary: 'Figures for Prometheus, who sends METRICS_TOKEN or is on this machine',
      mayCall: 'anybody',
      answer: z.string(),
      contentType: 'text/plain',
      refusals: ['NOT_AUTHENTICATED', 'NOT_FOUND'],
    },
    async (request, response) => {
      if (metricsToken === null) requireThisMachine(request);
      else requireToken(request, metricsToken);
      const { contentType, text } = await readMetrics();
      response.set({ 'Content-Type': contentType, 'Cache-Control': 'no-store' }).send(text);
    },
  );
  return routes;
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
