import { BellRing } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useNotifications } from '#hooks/useNotifications.ts';
import '#lib/texts/later.ts';
import { useAppSelector } from '#store/hooks.ts';
import { Button } from '#ui/Button.tsx';

/**
 * Offers notifications once there is something to be told of; whoever does not want them is never asked again here. Below the
 * list, so that no row moves.
 */
export function NotificationOffer() {
  const { t } = useTranslation();
  const { state, turnOn, turnOff } = useNotifications();
  const hasChats = useAppSelector(
    ({ conversations }) => conversations.status === 'loaded' && conversations.ids.length > 0,
  );
  if (state !== 'unasked' || !hasChats) return null;
  return (
    <section
      aria-label={t('notifications.offer')}
      className="shrink-0 animate-appear border-line border-t px-4 py-3 [@media(max-height:37rem)]:hidden"
    >
      <div className="flex items-start gap-3">
        <BellRing aria-hidden="true" size={20} className="mt-0.5 shrink-0 text-accent-text" />
        <div className="min-w-0">
          <h2 className="font-medium text-name">{t('notifications.offer')}</h2>
          <p className="text-muted text-preview">{t('notifications.offerHint')}</p>
        </div>
      </div>
      <div className="mt-2 flex flex-wrap justify-end gap-2">
        <Button look="quiet" onClick={turnOff}>
          {t('notifications.never')}
        </Button>
        <Button look="primary" onClick={() => void turnOn()}>
          {t('notifications.turnOn')}
        </Button>
      </div>
    </section>
  );
}
