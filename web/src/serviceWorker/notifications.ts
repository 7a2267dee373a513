import type { PushedMessage } from '@erp-whatsapp/shared/push';
import { toTag } from '#lib/notifications/tag.ts';

declare const self: ServiceWorkerGlobalScope;

/** One notification a conversation. A page that somebody looks at says all by itself, and one that is open makes the sound. */
export async function showPushed({ conversationId, name, text, at }: PushedMessage): Promise<void> {
  const windows = await listWindows();
  if (windows.some(({ focused, visibilityState }) => focused && visibilityState === 'visible')) return;
  await self.registration.showNotification(name, {
    body: text ?? '',
    tag: toTag(conversationId),
    icon: '/icons/192.png',
    badge: '/icons/badge.png',
    silent: windows.length > 0,
    data: { conversationId, at },
  });
}

/** Brings the conversation on the screen, in a page that is open if there is one. */
export async function followClick(data: unknown): Promise<void> {
  const hasId = typeof data === 'object' && data !== null && 'conversationId' in data;
  if (!hasId || typeof data.conversationId !== 'string') return;
  const { conversationId } = data;
  const windows = await listWindows();
  const open = windows.find(({ focused }) => focused) ?? windows[0];
  if (open === undefined) {
    await self.clients.openWindow(`/chat/${encodeURIComponent(conversationId)}`);
    return;
  }
  open.postMessage({ kind: 'open-conversation', conversationId });
  await open.focus();
}

function listWindows(): Promise<readonly WindowClient[]> {
  return self.clients.matchAll({ type: 'window', includeUncontrolled: true });
}
