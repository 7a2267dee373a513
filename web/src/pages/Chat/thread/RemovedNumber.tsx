import '#lib/texts/later.ts';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { selectDefaultId } from '#store/channels.ts';
import { selectConversationWith } from '#store/conversations.ts';
import { useAppSelector } from '#store/hooks.ts';
import { toNewKey } from '#store/threadKeys.ts';
import { useParty } from '../contact/useParty.ts';

/** In the place where one writes, where nothing can be sent any more: why, and where one can write to the same customer. */
export function RemovedNumber({ threadKey }: { threadKey: string }) {
  const { t } = useTranslation();
  const path = useOtherThread(threadKey);
  return (
    <footer className="flex min-h-15.5 flex-wrap items-center justify-center gap-x-4 gap-y-2 border-line border-t bg-surface px-4 py-2.5 text-center text-muted text-preview">
      <p>{t('numbers.gone')}</p>
      {path === null ? null : (
        <Link
          to={path}
          className="inline-flex min-h-10 items-center rounded-lg border border-line px-4 py-2 font-medium text-text hover:bg-hover pointer-coarse:min-h-11"
        >
          {t('numbers.writeFromOther')}
        </Link>
      )}
    </footer>
  );
}

/** The customer's conversation over the default number, or the beginning of one; `null` where there is no number to use. */
function useOtherThread(threadKey: string): string | null {
  const to = useParty(threadKey)?.mobileNo ?? '';
  return useAppSelector((state) => {
    const channelId = selectDefaultId(state);
    if (to === '' || channelId === null) return null;
    const begun = { to, channelId };
    return `/chat/${selectConversationWith(state, begun)?.id ?? toNewKey(begun)}`;
  });
}
