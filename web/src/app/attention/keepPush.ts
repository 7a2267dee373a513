import { HttpError, readNothing } from '#lib/api/http.ts';
import { subscribeToPush, unsubscribeFromPush } from '#lib/notifications/push.ts';
import type { Api } from '#providers/api-provider.tsx';

/** What the server pushes with; it needs no more than to be a text. */
function readKey(answer: unknown): string | null {
  const hasKey = typeof answer === 'object' && answer !== null && 'key' in answer;
  return hasKey && typeof answer.key === 'string' ? answer.key : null;
}

/**
 * Has the server push to this browser what comes while no page is open, or no longer. What fails is tried again when the page
 * is loaded next: until then notifications come from open pages alone.
 */
export async function keepPush({ request }: Api, wish: { isWanted: boolean; showsText: boolean }): Promise<void> {
  try {
    if (!wish.isWanted) {
      if (!(await unsubscribeFromPush())) return;
      await request({ method: 'DELETE', path: '/api/push/subscriptions', read: readNothing });
      return;
    }
    const key = await request({ method: 'GET', path: '/api/push/key', read: readKey });
    const subscription = await subscribeToPush(key);
    if (subscription === null) return;
    const body = { ...subscription, showsText: wish.showsText };
    await request({ method: 'POST', path: '/api/push/subscriptions', body, read: readNothing });
  } catch (error) {
    if (!(error instanceof HttpError)) throw error;
  }
}
