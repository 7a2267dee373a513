import { useTranslation } from 'react-i18next';
import { selectNumberOf } from '#store/channels.ts';
import { useAppSelector } from '#store/hooks.ts';

/** What the number is called by which a conversation goes; `null` where that goes without saying. */
export function useNumberName(channelId: string | undefined): string | null {
  const { t } = useTranslation();
  const number = useAppSelector((state) => selectNumberOf(state, channelId));
  return number === 'removed' ? t('list.removedNumber') : (number?.name ?? null);
}
