/** This runs in the page, before its own scripts: what it is told that the person has allowed. */
export function setNotificationPermission(permission: string): void {
  Object.defineProperty(Notification, 'permission', { get: () => permission });
}
