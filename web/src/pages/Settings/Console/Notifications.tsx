import { useTranslation } from 'react-i18next';
import { useNotifications } from '#hooks/useNotifications.ts';
import { SwitchRow } from '#ui/SwitchRow.tsx';

/** Whether this browser notifies, and what of; or why it can't. */
export function Notifications() {
  const { t } = useTranslation();
  const { state, showsText, turnOn, turnOff, showText } = useNotifications();
  if (state === 'blocked' || state === 'unsupported') {
    return (
      <div>
        <p className="font-medium text-preview">{t('settings.console.notifications')}</p>
        <p className="text-muted text-preview">
          {t(
            state === 'blocked' ? 'settings.console.notificationsBlocked' : 'settings.console.notificationsUnsupported',
          )}
        </p>
      </div>
    );
  }
  return (
    <>
      <SwitchRow
        label={t('settings.console.notifications')}
        hint={t('settings.console.notificationsHint')}
        isOn={state === 'on'}
        onChange={(isOn) => (isOn ? void turnOn() : turnOff())}
      />
      {state === 'on' ? (
        <SwitchRow
          label={t('settings.console.notificationPreview')}
          hint={t('settings.console.notificationPreviewHint')}
          isOn={showsText}
          onChange={showText}
        />
      ) : null}
    </>
  );
}
