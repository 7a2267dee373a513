import { Router } from 'express';
import { limitTime } from '../timeLimit.ts';

/** How long a part may take to answer, in milliseconds. */
const answerLimit = 5_000;

/** One part's check; it throws when the part does not answer. */
export type HealthChecks = Readonly<Record<string, () => Promise<void>>>;

/** `/healthz`: the process lives. `/readyz`: all it needs answers, part by part. */
export function createHealthRoutes(checks: HealthChecks): Router {
  const router = Router();
  router.get('/healthz', (_request, response) => void response.json({ ok: true }));
  router.get('/readyz', async (_request, response) => {
    const parts = await Promise.all(Object.entries(checks).map(async ([name, check]) => [name, await isFine(check)]));
    const ok = parts.every(([, isOk]) => isOk === true);
    response.status(ok ? 200 : 503).json({ ok, parts: Object.fromEntries(parts) });
  });
  return router;
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
