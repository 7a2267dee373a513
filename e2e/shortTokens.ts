import { createHmac } from 'node:crypto';
import { signedInSchema } from '@erp-whatsapp/shared/auth';
import type { BrowserContext, Request } from '@playwright/test';

/**
 * Makes the access tokens of a context's next renewals end at a given moment, as if they had been given 15 minutes before.
 * They are signed with the server's own secret, so it takes them, and their end, for real.
 */
export async function shortenTokens(context: BrowserContext, { secret, endsAt }: { secret: string; endsAt: number }) {
  const path = '**/api/auth/refresh';
  await context.route(path, async (route) => {
    const answer = await route.fetch();
    const { token, ...rest } = signedInSchema.parse(await answer.json());
    const [header = '', payload = ''] = token.split('.');
    const claims: object = JSON.parse(Buffer.from(payload, 'base64url').toString());
    const exp = Math.floor(endsAt / 1_000);
    const signed = `${header}.${Buffer.from(JSON.stringify({ ...claims, exp })).toString('base64url')}`;
    const signature = createHmac('sha256', secret).update(signed).digest('base64url');
    await route.fulfill({ response: answer, json: { ...rest, token: `${signed}.${signature}` } });
  });
  return { stop: () => context.unroute(path) };
}

/** Counts the renewals that a context asks for, from now on. */
export function countRenewals(context: BrowserContext): () => number {
  let count = 0;
  context.on('request', (request: Request) => {
    if (new URL(request.url()).pathname === '/api/auth/refresh') count += 1;
  });
  return () => count;
}
