import { whenIdle } from '../whenIdle.ts';

/** In milliseconds. */
const readyWithin = 30_000;

/** The console's service worker; `null` where there is none (yet), as in development or without HTTPS. */
export async function readRegistration(): Promise<ServiceWorkerRegistration | null> {
  if (!('serviceWorker' in navigator)) return null;
  const registration = await navigator.serviceWorker.getRegistration().catch(() => undefined);
  return registration?.active ? registration : null;
}

/** The same, once it is there: a browser that opens the console for the first time has still to fetch it. */
export async function awaitRegistration(): Promise<ServiceWorkerRegistration | null> {
  if (!('serviceWorker' in navigator)) return null;
  const tooLate = new Promise<null>((resolve) => {
    setTimeout(() => resolve(null), readyWithin);
  });
  return Promise.race([navigator.serviceWorker.ready, tooLate]);
}

/** Has the browser fetch it, and look for a newer one. While developing there is none: nothing is to come from a cache. */
export function registerServiceWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  whenIdle(() => {
    // Where it is not allowed, the console works as a page alone.
    navigator.serviceWorker.register('/sw.js', { updateViaCache: 'none' }).catch(() => undefined);
  });
}
