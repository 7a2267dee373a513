import type { WhatsAppNetwork } from '@erp-whatsapp/shared/auth';
import { CommandError } from '@erp-whatsapp/shared/errors';
import cors from 'cors';
import express, { type Express, type RequestHandler, type Router } from 'express';
import helmet from 'helmet';
import type { Domain } from '../../domain/createDomain.ts';
import type { Log } from '../../domain/ports/runtime.ts';
import { readAdmin } from '../actor.ts';
import { isAllowedOrigin } from '../origins.ts';
import type { RunCommand } from '../runCommand.ts';
import type { CountStore } from '../sharedCounts.ts';
import { createApiKeyRoutes } from './apiKeyRoutes.ts';
import { createAuthRoutes } from './authRoutes.ts';
import { answerChannelsFailure } from './channels/answerChannelsFailure.ts';
import { channelsFolder, createChannelRoutes } from './channels/createChannelRoutes.ts';
import { createCommandRoutes } from './commandRoutes.ts';
import { createConnectedClientRoutes, type ListClients } from './connectedClientRoutes.ts';
import { createConsoleFiles } from './consoleFiles.ts';
import { createCookies } from './cookies.ts';
import { createErrorHandler, refuseUnknown } from './errors.ts';
import { createHealthRoutes, type HealthChecks } from './healthRoutes.ts';
import { createMediaRoutes } from './mediaRoutes.ts';
import { createMetricsRoutes, type MetricsAccess } from './metricsRoutes.ts';
import { type ApiDocument, describeApi } from './openapi/describeApi.ts';
import { createDocsRoutes } from './openapi/docsRoutes.ts';
import { simulatorRoutes } from './openapi/simulatorRoutes.ts';
import { createOwnAccountRoutes } from './ownAccountRoutes.ts';
import { createPushRoutes } from './pushRoutes.ts';
import { createUserRoutes } from './userRoutes.ts';
import { createWorkspaceRoutes } from './workspaceRoutes.ts';

export type RestParts = MetricsAccess & {
  domain: Domain;
  runCommand: RunCommand;
  checks: HealthChecks;
  allowedOrigins: readonly string[];
  isProduction: boolean;
  whatsappNetwork: WhatsAppNetwork;
  allowSignup: boolean;
  listClients: ListClients;
  /** Where failed sign-ins are counted; `null`: in this process. */
  countStore: CountStore | null;
  /** The simulator's controls, for admins alone; `null` where there is no simulator. */
  simulator: Router | null;
  /** What tests put before everything else, to hold each answer against the description. */
  watchAnswers?: WatchAnswers | undefined;
  consoleFolder: string;
  log: Log;
};

/** @param describe what the answers have to be like */
export type WatchAnswers = (describe: () => ApiDocument) => RequestHandler;

/** Everything over HTTP. */
export function createRestApp(parts: RestParts): Express {
  const cookies = createCookies(parts.isProduction);
  const signingIn = { ...parts, cookies };
  const open = [createHealthRoutes(parts.checks), createMetricsRoutes(parts)];
  const routes = [
    createAuthRoutes(signingIn),
    createOwnAccountRoutes(signingIn),
    createWorkspaceRoutes(signingIn),
    createUserRoutes(signingIn),
    createApiKeyRoutes(signingIn),
    createPushRoutes(signingIn),
    createMediaRoutes(signingIn),
    createChannelRoutes(signingIn),
    createConnectedClientRoutes(signingIn),
    createCommandRoutes(signingIn),
  ];
  const docs = createDocsRoutes(() => describe());
  const simulator = parts.simulator ? [simulatorRoutes] : [];
  const describe = once(() => describeApi([...routes, ...simulator, ...open, docs]));

  const app = express();
  app.disable('x-powered-by');
  app.use(createSecurityHeaders(parts.isProduction));
  if (parts.watchAnswers) app.use(parts.watchAnswers(describe));
  for (const { folder, router } of open) app.use(folder, router);
  app.use('/api', checkOrigin(parts.allowedOrigins), cors({ origin: [...parts.allowedOrigins], credentials: true }));
  app.use('/api', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  app.use('/api', express.json({ limit: '1mb' }));
  if (parts.simulator) app.use('/api/simulator', requireAdmin(signingIn), parts.simulator);
  for (const { folder, router } of [...routes, docs]) app.use(folder, router);
  app.use('/api', refuseUnknown);
  app.use(createConsoleFiles(parts.consoleFolder));
  app.use(refuseUnknown);
  app.use(channelsFolder, createErrorHandler(parts.log, answerChannelsFailure));
  app.use(createErrorHandler(parts.log));
  return app;
}

/** It is not needed for long after the start, if ever, and takes its time. */
function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function createSecurityHeaders(isProduction: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        // The toasts' library writes its rules into a style element.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isProduction,
    crossOriginEmbedderPolicy: false,
  });
}

/** Pages of origins that nobody allowed get no answer, whatever they would be allowed to read of it. */
function checkOrigin(allowed: readonly string[]): RequestHandler {
  return (request, _response, next) => {
    if (isAllowedOrigin(request.headers, allowed)) next();
    else throw new CommandError('FORBIDDEN', 'Pages of this origin are not allowed to use the API.');
  };
}

function requireAdmin(parts: Parameters<typeof readAdmin>[1]): RequestHandler {
  return async (request, _response, next) => {
    await readAdmin(request, parts);
    next();
  };
}
