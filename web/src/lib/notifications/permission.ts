/** `unsupported`: this browser has no notifications, or not for a page without HTTPS. */
export type NotificationAccess = NotificationPermission | 'unsupported';

const listeners = new Set<() => void>();
let known: NotificationAccess | null = null;

/** Browsers ask another process for it, and keep the page waiting meanwhile: it is remembered until it may have changed. */
export function readAccess(): NotificationAccess {
  known ??= 'Notification' in window ? Notification.permission : 'unsupported';
  return known;
}

/** Calls when it was given or taken away. @returns a function that ends it. */
export function followAccess(listener: () => void): () => void {
  if (listeners.size === 0) follow(true);
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) follow(false);
  };
}

/** It is changed in the browser's own settings too: in another tab of it, or beside the page's address. */
function follow(isOn: boolean): void {
  known = null;
  if (isOn) void watchStatus();
  const change = isOn ? 'addEventListener' : 'removeEventListener';
  document[change]('visibilitychange', noteChange);
  window[change]('focus', noteChange);
}

async function watchStatus(): Promise<void> {
  try {
    const status = await navigator.permissions.query({ name: 'notifications' });
    status.onchange = noteChange;
  } catch {
    // This browser tells nobody of changes: it is looked at anew when somebody comes back to the page.
  }
}

function noteChange(): void {
  known = null;
  for (const listener of listeners) listener();
}

/** Has the browser ask the person. Only from a click: browsers hold unasked questions against a page. */
export async function askForAccess(): Promise<NotificationAccess> {
  if (readAccess() === 'default') await Notification.requestPermission();
  noteChange();
  return readAccess();
}
