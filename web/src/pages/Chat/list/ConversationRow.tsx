import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router-dom';
import { type Day, formatListTime } from '#lib/formatting/time.ts';
import { selectConversation } from '#store/conversations.ts';
import { useAppSelector } from '#store/hooks.ts';
import { Avatar } from '#ui/Avatar.tsx';
import { Badge } from '#ui/Badge.tsx';
import { Ticks } from '#ui/Ticks.tsx';
import { toPreview } from '../preview.ts';
import { useDisplayName } from '../useDisplayName.ts';

type ConversationRowProps = { id: string; isOpen: boolean; today: Day };

/** One conversation in the list. Reads its own, so that a change of one redraws one. */
export const ConversationRow = memo(function ConversationRow({ id, isOpen, today }: ConversationRowProps) {
  const { t } = useTranslation();
  const toDisplayName = useDisplayName();
  const conversation = useAppSelector((state) => selectConversation(state, id));
  const draft = useAppSelector((state) => state.drafts[id]);
  const isTyping = useAppSelector((state) => state.typing[id]?.some(({ name }) => name === null) ?? false);
  if (conversation === undefined) return null;

  const { lastMessage, unreadCount } = conversation;
  const name = toDisplayName(conversation);
  const time = lastMessage === null ? '' : formatListTime(lastMessage.createdAt, today);
  const preview = lastMessage === null ? t('list.noMessages') : toPreview(lastMessage);
  const showsDraft = draft !== undefined && !isOpen;
  const unread = unreadCount === 0 ? '' : t('list.unread', { count: unreadCount });
  const said = isTyping ? t('thread.typingShort') : showsDraft ? `${t('list.draft')} ${draft}` : preview;
  return (
    <Link
      to={`/chat/${id}`}
      aria-current={isOpen ? 'page' : undefined}
      aria-label={[name, said, time, unread].filter(Boolean).join(', ')}
      className={`flex h-18 items-center gap-3 px-4 -outline-offset-2 ${isOpen ? 'bg-selected' : 'hover:bg-hover'}`}
    >
      <Avatar id={conversation.customerId} name={name} size={49} />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span dir="auto" className="min-w-0 flex-1 truncate text-left font-medium text-name">
            {name}
          </span>
          <span className={`text-time tabular-nums ${unreadCount > 0 ? 'font-medium text-accent-text' : 'text-muted'}`}>
            {time}
          </span>
        </span>
        <span className="mt-0.5 flex items-center gap-1 text-muted text-preview">
          {isTyping ? (
            <span className="min-w-0 flex-1 truncate text-accent-text">{said}</span>
          ) : showsDraft ? (
            <span className="min-w-0 flex-1 truncate">
              <span className="text-accent-text">{t('list.draft')}</span> <span dir="auto">{draft}</span>
            </span>
          ) : (
            <>
              {lastMessage?.isOutgoing ? (
                <Ticks status={lastMessage.status} label={t(`status.${lastMessage.status}`)} />
              ) : null}
              <span dir="auto" className="min-w-0 flex-1 truncate text-left">
                {preview}
              </span>
            </>
          )}
          <Badge count={unreadCount} label={unread} />
        </span>
      </span>
    </Link>
  );
});
