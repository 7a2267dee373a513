import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { z } from 'zod';
import { simulatorRoutes } from '../../api/rest/openapi/simulatorRoutes.ts';
import { startApp } from '../startApp.ts';

/** One method of one route, as Express has it in its table. */
export type Route = { method: string; path: string };

const layerSchema = z.object({
  rawPath: z.union([z.string(), z.array(z.string()), z.instanceof(RegExp)]),
  handle: z.unknown(),
  route: z.object({ methods: z.record(z.string(), z.boolean()) }).nullish(),
});
const routerSchema = z.custom<{ stack: unknown[] }>(
  (value) => typeof value === 'function' && 'stack' in value && Array.isArray(value.stack),
);
const finishedSchema = z.object({ request: z.object({ app: z.custom<{ router: unknown }>(isApp) }) });

/** The simulator answers in a program of its own: Express' table ends where it is mounted. */
const simulated: Route[] = simulatorRoutes.specs.map(({ method, path }) => ({
  method: method.toUpperCase(),
  path: `${simulatorRoutes.folder}${path}`,
}));

/** Every route of the running product, read from the table that Express itself goes by, so that none can be forgotten. */
export async function readRoutes(): Promise<Route[]> {
  // With every route that a setting opens.
  const app = await startApp({ ALLOW_SIGNUP: 'true' });
  let router: unknown;
  const onFinish = (message: unknown) => {
    const finished = finishedSchema.safeParse(message);
    if (finished.success) router = finished.data.request.app.router;
  };
  subscribe('http.server.response.finish', onFinish);
  try {
    await (await fetch(`${app.url}/healthz`)).text();
  } finally {
    unsubscribe('http.server.response.finish', onFinish);
    await app.close();
  }
  return [...walk(router, ''), ...simulated];
}

/** A route's address with its parameters filled in. */
export function fillIn({ path }: Route, value: string): string {
  return path.replaceAll(/:\w+/g, encodeURIComponent(value));
}

function walk(router: unknown, prefix: string): Route[] {
  return routerSchema.parse(router).stack.flatMap((entry) => {
    const { rawPath, handle, route } = layerSchema.parse(entry);
    const paths = [rawPath].flat().map((path) => `${prefix}${path === '/' ? '' : toAddress(path)}`);
    if (route) {
      const methods = Object.keys(route.methods).map((method) => method.toUpperCase());
      return methods.flatMap((method) => paths.map((path) => ({ method, path: path === '' ? '/' : path })));
    }
    return routerSchema.safeParse(handle).success ? paths.flatMap((path) => walk(handle, path)) : [];
  });
}

/** A route that is a pattern is the console's: any address that is no other route's. */
function toAddress(path: string | RegExp): string {
  return typeof path === 'string' ? path : '/any/page';
}

function isApp(value: unknown): boolean {
  return typeof value === 'function' && 'router' in value;
}
