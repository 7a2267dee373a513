import { awaitRegistration, readRegistration } from './registration.ts';

/** What the server is told of this browser; see `PushSubscription.toJSON`. */
export type PushWish = { endpoint: string; keys: { p256dh: string; auth: string } };

/**
 * Subscribes this browser to what the holder of `serverKey` pushes, or finds that it is.
 * @param serverKey base64url. @returns `null` where the browser can't, or does not let us
 */
export async function subscribeToPush(serverKey: string): Promise<PushWish | null> {
  const registration = await awaitRegistration();
  if (!registration || !('pushManager' in registration)) return null;
  try {
    const known = await registration.pushManager.getSubscription();
    if (known !== null && isOfKey(known, serverKey)) return toWish(known);
    await known?.unsubscribe();
    const made = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: serverKey });
    return toWish(made);
  } catch {
    // Some browsers have no push service to ask; notifications come while a tab is open, then.
    return null;
  }
}

/** From now on nothing is pushed to this browser, whatever the server thinks. @returns whether anything was before */
export async function unsubscribeFromPush(): Promise<boolean> {
  const registration = await readRegistration();
  const known = (await registration?.pushManager?.getSubscription().catch(() => null)) ?? null;
  await known?.unsubscribe().catch(() => false);
  return known !== null;
}

function toWish(subscription: PushSubscription): PushWish | null {
  const { endpoint, keys } = subscription.toJSON();
  const { p256dh, auth } = keys ?? {};
  return endpoint && p256dh && auth ? { endpoint, keys: { p256dh, auth } } : null;
}

function isOfKey({ options }: PushSubscription, serverKey: string): boolean {
  const key = options.applicationServerKey;
  if (key === null) return false;
  const encoded = btoa(String.fromCharCode(...new Uint8Array(key)));
  return encoded.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '') === serverKey.replaceAll('=', '');
}
