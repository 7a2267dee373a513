import { useTranslation } from 'react-i18next';
import { selectConversation } from '#store/conversations.ts';
import { useAppSelector } from '#store/hooks.ts';
import { toPreview } from './preview.ts';
import { useDisplayName } from './useDisplayName.ts';

/** Says each customer's new message once, when a screen reader has nothing else to say. */
export function Announcer() {
  const { t } = useTranslation();
  const toDisplayName = useDisplayName();
  const message = useAppSelector((state) => state.latest.lastMessage);
  const conversation = useAppSelector((state) => selectConversation(state, message?.conversationId ?? ''));
  const text =
    message === null || message.isOutgoing || conversation === undefined
      ? ''
      : t('thread.announce', { name: toDisplayName(conversation), text: toPreview(message) });
  return (
    <div aria-live="polite" className="sr-only">
      {text}
    </div>
  );
}
