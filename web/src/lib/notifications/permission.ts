/** `unsupported`: this browser has no notifications, or not for a page without HTTPS. */
export type NotificationAccess = NotificationPermission | 'unsupported';

const listeners = new Set<() => void>();

export function readAccess(): NotificationAccess {
  return 'Notification' in window ? Notification.permission : 'unsupported';
}

/** Calls when it was given or taken away. @returns a function that ends it. */
export function followAccess(listener: () => void): () => void {
  listeners.add(listener);
  // It is changed in the browser's own settings too, in another tab of it.
  document.addEventListener('visibilitychange', listener);
  return () => {
    listeners.delete(listener);
    document.removeEventListener('visibilitychange', listener);
  };
}

/** Has the browser ask the person. Only from a click: browsers hold unasked questions against a page. */
export async function askForAccess(): Promise<NotificationAccess> {
  if (readAccess() === 'default') await Notification.requestPermission();
  for (const listener of listeners) listener();
  return readAccess();
}
