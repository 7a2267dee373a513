import { useSyncExternalStore } from 'react';
import { askForAccess, followAccess, type NotificationAccess, readAccess } from '#lib/notifications/permission.ts';
import { changeSettings } from '#lib/settings.ts';
import { useSettings } from './useSettings.ts';

/** `unasked`: wanted, and the browser has still to ask. `blocked`: the person told the browser never to show any of ours. */
export type NotificationState = 'on' | 'off' | 'unasked' | 'blocked' | 'unsupported';

/** The notifications of this browser. `turnOn` is for a click alone. */
export function useNotifications(): {
  state: NotificationState;
  showsText: boolean;
  turnOn: () => Promise<void>;
  turnOff: () => void;
  showText: (showsText: boolean) => void;
} {
  const { notifications, notificationPreview } = useSettings();
  const access = useSyncExternalStore(followAccess, readAccess);
  return {
    state: toState(access, notifications),
    showsText: notificationPreview,
    turnOn: async () => {
      changeSettings({ notifications: true });
      await askForAccess();
    },
    turnOff: () => changeSettings({ notifications: false }),
    showText: (showsText) => changeSettings({ notificationPreview: showsText }),
  };
}

function toState(access: NotificationAccess, isWanted: boolean): NotificationState {
  switch (access) {
    case 'unsupported':
      return 'unsupported';
    case 'denied':
      return 'blocked';
    case 'default':
      return isWanted ? 'unasked' : 'off';
    case 'granted':
      return isWanted ? 'on' : 'off';
  }
}
