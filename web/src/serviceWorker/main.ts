import { preferCache, preferNetwork, storeConsole, sweep } from './files.ts';
import { followClick, showPushed } from './notifications.ts';
import { readPushed } from './readPushed.ts';
import { isCached, isLeftAlone } from './ways.ts';

declare const self: ServiceWorkerGlobalScope;

// A new version holds from the next load on: nobody has to close all tabs first.
self.addEventListener('install', (event) => event.waitUntil(storeConsole().then(() => self.skipWaiting())));

self.addEventListener('activate', (event) => event.waitUntil(sweep().then(() => self.clients.claim())));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || isLeftAlone(url)) return;
  if (request.mode === 'navigate') event.respondWith(preferNetwork(request, '/index.html'));
  else if (url.pathname.startsWith('/assets/')) event.respondWith(preferCache(request));
  else if (isCached(url)) event.respondWith(preferNetwork(request, url.pathname));
});

self.addEventListener('push', (event) => {
  const pushed = readPushed(event.data?.text() ?? '');
  if (pushed !== null) event.waitUntil(showPushed(pushed));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(followClick(event.notification.data));
});
