import { BellOff, Hourglass, Pin } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useSettings } from '#hooks/useSettings.ts';
import { type Day, formatListTime } from '#lib/formatting/time.ts';
import { selectConversation } from '#store/conversations.ts';
import { useAppSelector } from '#store/hooks.ts';
import { Avatar } from '#ui/Avatar.tsx';
import { Badge } from '#ui/Badge.tsx';
import { Ticks } from '#ui/Ticks.tsx';
import { dropQuote, toPreview } from '../preview.ts';
import { useDisplayName } from '../useDisplayName.ts';
import { useNumberName } from '../useNumberName.ts';
import { useWaitingTime } from './useWaitingTime.ts';

type ConversationRowProps = {
  id: string;
  isOpen: boolean;
  today: Day;
  /** Whether all of the list go by one number. */
  isNumberKnown?: boolean;
  /** Of a list that is one tab stop. */
  tabIndex?: 0 | -1;
  onFocus?: (id: string) => void;
};

/** One conversation in the list. Reads its own, so that a change of one redraws one. */
export const ConversationRow = memo(function ConversationRow({
  id,
  isOpen,
  today,
  isNumberKnown = false,
  tabIndex,
  onFocus,
}: ConversationRowProps) {
  const { t } = useTranslation();
  const toDisplayName = useDisplayName();
  const conversation = useAppSelector((state) => selectConversation(state, id));
  const draft = useAppSelector((state) => dropQuote(state.drafts[id] ?? ''));
  const isTyping = useAppSelector((state) => state.typing[id]?.some(({ name }) => name === null) ?? false);
  const isPinned = useAppSelector((state) => state.preferences.pinned.includes(id));
  const isMuted = useAppSelector((state) => state.preferences.muted[id] === true);
  const number = useNumberName(isNumberKnown ? undefined : conversation?.channelId);
  const isCompact = useSettings().density === 'compact';
  const waiting = useWaitingTime(conversation?.waitingSince ?? null);
  if (conversation === undefined) return null;

  const { lastMessage, unreadCount, isMarkedUnread } = conversation;
  const name = toDisplayName(conversation);
  const time = lastMessage === null ? '' : formatListTime(lastMessage.createdAt, today);
  const preview = lastMessage === null ? t('list.noMessages') : toPreview(lastMessage);
  const showsDraft = draft !== '' && !isOpen;
  const marked = isMarkedUnread ? t('list.markedUnread') : '';
  const unread = unreadCount === 0 ? marked : t('list.unread', { count: unreadCount });
  const said = isTyping ? t('thread.typingShort') : showsDraft ? `${t('list.draft')} ${draft}` : preview;
  const parts = [
    ...[
      name,
      number && t('list.number', { number }),
      said,
      time,
      unread,
      waiting && t('list.waiting', { time: waiting }),
    ],
    ...[isPinned && t('list.pinned'), isMuted && t('list.muted')],
  ];
  return (
    <Link
      to={`/chat/${id}`}
      aria-current={isOpen ? 'page' : undefined}
      tabIndex={tabIndex}
      onFocus={() => onFocus?.(id)}
      className={`flex ${isCompact ? 'h-16' : 'h-18'} items-center gap-3 px-4 -outline-offset-2 ${isOpen ? 'bg-selected' : 'hover:bg-hover'}`}
    >
      {/* What is drawn says less than this, in an order for the eye. */}
      <span className="sr-only">{parts.filter(Boolean).join(', ')}</span>
      <Avatar id={conversation.customerId} name={name} size={isCompact ? 44 : 49} />
      <span aria-hidden="true" className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span dir="auto" className="min-w-0 flex-1 truncate text-as-around font-medium text-name">
            {name}
          </span>
          {number === null ? null : (
            <span dir="auto" className="max-w-2/5 truncate rounded bg-sunken px-1 text-meta text-muted">
              {number}
            </span>
          )}
          <span className={`text-time tabular-nums ${unread === '' ? 'text-muted' : 'font-medium text-accent-text'}`}>
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
              <span dir="auto" className="min-w-0 flex-1 truncate text-as-around">
                {preview}
              </span>
            </>
          )}
          {waiting === '' ? null : (
            <span className="inline-flex shrink-0 items-center gap-0.5 text-notice text-time tabular-nums">
              <Hourglass aria-hidden="true" size={12} />
              {waiting}
            </span>
          )}
          {isMuted ? <BellOff aria-hidden="true" size={14} className="shrink-0" /> : null}
          {isPinned ? <Pin aria-hidden="true" size={14} className="shrink-0" /> : null}
          <Badge count={unreadCount} label={unread} />
          {isMarkedUnread && unreadCount === 0 ? <span className="size-3 shrink-0 rounded-full bg-badge" /> : null}
        </span>
      </span>
    </Link>
  );
});
