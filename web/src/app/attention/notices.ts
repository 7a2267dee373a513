import { readRegistration } from '#lib/notifications/registration.ts';
import { toTag } from '#lib/notifications/tag.ts';

export type Notice = { conversationId: string; title: string; body: string };

/** The browser's notifications, one a conversation. */
export type Notices = {
  show: (notice: Notice) => Promise<void>;
  close: (conversationId: string) => Promise<void>;
  /** Closes those of conversations for which `isDone`. */
  closeDone: (isDone: (conversationId: string) => boolean) => Promise<void>;
};

/**
 * Shown by the service worker, so that a click is answered also when the page is closed by then; without one by the page.
 * They make no sound of their own: that is another's part. @param onClick for those that the page shows
 */
export function createNotices(onClick: (conversationId: string) => void): Notices {
  const own = new Map<string, Notification>();

  return {
    async show({ conversationId, title, body }) {
      if (!('Notification' in window) || Notification.permission !== 'granted') return;
      const options = {
        body,
        tag: toTag(conversationId),
        icon: '/icons/192.png',
        silent: true,
        data: { conversationId },
      };
      const registration = await readRegistration();
      if (registration) {
        await registration.showNotification(title, { ...options, badge: '/icons/badge.png' });
        return;
      }
      const shown = new Notification(title, options);
      own.set(conversationId, shown);
      shown.onclose = () => {
        if (own.get(conversationId) === shown) own.delete(conversationId);
      };
      shown.onclick = () => {
        window.focus();
        shown.close();
        onClick(conversationId);
      };
    },

    async close(conversationId) {
      own.get(conversationId)?.close();
      const registration = await readRegistration();
      const shown = (await registration?.getNotifications({ tag: toTag(conversationId) })) ?? [];
      for (const notification of shown) notification.close();
    },

    async closeDone(isDone) {
      const registration = await readRegistration();
      for (const notification of (await registration?.getNotifications()) ?? []) {
        const conversationId = readConversation(notification.data);
        if (conversationId !== null && isDone(conversationId)) notification.close();
      }
    },
  };
}

function readConversation(data: unknown): string | null {
  const hasId = typeof data === 'object' && data !== null && 'conversationId' in data;
  return hasId && typeof data.conversationId === 'string' ? data.conversationId : null;
}
