import { Router } from 'express';
import { limitTime } from '../timeLimit.ts';

/** How long a part may take to answer, in milliseconds. */
const answerLimit = 5_000;

/** One part's check; it throws when the part does not answer. */
type Checks = Readonly<Record<string, () => Promise<void>>>;

/** `needed`: nothing works without them. `useful`: without them all goes on, only slower. */
export type HealthChecks = { needed: Checks; useful: Checks };

/** `/healthz`: the process lives. `/readyz`: all it needs answers; and part by part, what is useful too. */
export function createHealthRoutes({ needed, useful }: HealthChecks): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => void response.json({ ok: true }));
  router.get('/readyz', async (_request, response) => {
    const [all, more] = await Promise.all([runChecks(needed), runChecks(useful)]);
    const ok = Object.values(all).every((isOk) => isOk);
    response.status(ok ? 200 : 503).json({ ok, parts: { ...all, ...more } });
  });
  return router;
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
