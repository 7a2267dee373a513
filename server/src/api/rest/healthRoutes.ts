import { z } from 'zod';
import { limitTime } from '../timeLimit.ts';
import { createOpenRoutes, type MountedRoutes, nothing } from './routes.ts';

/** How long a part may take to answer, in milliseconds. */
const answerLimit = 5_000;

/** One part's check; it throws when the part does not answer. */
type Checks = Readonly<Record<string, () => Promise<void>>>;

/** `needed`: nothing works without them. `useful`: without them all goes on, only slower. */
export type HealthChecks = { needed: Checks; useful: Checks };

/** `/healthz`: the process lives. `/readyz`: all it needs answers; and part by part, what is useful too. */
export function createHealthRoutes({ needed, useful }: HealthChecks): MountedRoutes {
  const routes = createOpenRoutes({ name: 'Health', folder: '/' });

  routes.addOpen(
    {
      method: 'get',
      path: '/healthz',
      summary: 'Whether the process lives',
      input: nothing,
      answer: z.object({ ok: z.literal(true) }),
    },
    () => ({ ok: true }),
  );

  routes.addOpen(
    {
      method: 'get',
      path: '/readyz',
      summary: 'Whether all that it needs answers, part by part',
      input: nothing,
      answer: z.object({ ok: z.boolean(), parts: z.record(z.string(), z.boolean()) }),
      statuses: [200, 503],
    },
    async ({ response }) => {
      const [all, more] = await Promise.all([runChecks(needed), runChecks(useful)]);
      const ok = Object.values(all).every((isOk) => isOk);
      if (!ok) response.status(503);
      return { ok, parts: { ...all, ...more } };
    },
  );

  return routes;
}

async function runChecks(checks: Checks): Promise<Record<string, boolean>> {
  const parts = Object.entries(checks).map(
    async ([name, check]): Promise<[string, boolean]> => [name, await isFine(check)],
  );
  return Object.fromEntries(await Promise.all(parts));
}

async function isFine(check: () => Promise<void>): Promise<boolean> {
  try {
    await limitTime(check(), answerLimit, () => new Error('it did not answer in time'));
    return true;
  } catch {
    // The answer itself is the report.
    return false;
  }
}
