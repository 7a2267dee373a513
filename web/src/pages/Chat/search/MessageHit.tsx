import type { SearchHit } from '@erp-whatsapp/shared/commands';
import type { SearchQuery } from '@erp-whatsapp/shared/searchWords';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { type Day, formatExact, formatListTime } from '#lib/formatting/time.ts';
import { useAppSelector } from '#store/hooks.ts';
import { toAuthorName } from '../thread/authorName.ts';
import { useDisplayName } from '../useDisplayName.ts';
import { toExcerpt } from './excerpt.ts';

type MessageHitProps = {
  hit: SearchHit;
  query: SearchQuery;
  today: Day;
  /** It was opened last, and its conversation still is. */
  isOpen: boolean;
  onOpen: () => void;
};

/** A message that was found: in which conversation, when, and the words in what it says. */
export function MessageHit({ hit: { message, conversation }, query, today, isOpen, onOpen }: MessageHitProps) {
  const { t } = useTranslation();
  const toDisplayName = useDisplayName();
  const myId = useAppSelector(({ auth }) => (auth.status === 'signedIn' ? auth.user.id : null));
  const name = toDisplayName(conversation);
  const time = formatListTime(message.createdAt, today);
  const parts = toExcerpt(message.content, query);
  const author = message.isOutgoing ? toAuthorName(message, { name, myId }) : null;
  const said = parts.map(({ text }) => text).join('');
  return (
    <Link
      to={toAddress(conversation.id, message.id)}
      onClick={onOpen}
      aria-current={isOpen ? 'location' : undefined}
      className={`block px-4 py-2.5 -outline-offset-2 ${isOpen ? 'bg-selected' : 'hover:bg-hover'}`}
    >
      <span className="sr-only">
        {t('search.hit', { name, time, text: author === null ? said : `${author}: ${said}` })}
      </span>
      <span aria-hidden="true" className="flex items-baseline gap-2">
        <span dir="auto" className="min-w-0 flex-1 truncate text-as-around font-medium text-name">
          {name}
        </span>
        <time
          dateTime={message.createdAt}
          title={formatExact(message.createdAt)}
          className="text-muted text-time tabular-nums"
        >
          {time}
        </time>
      </span>
      <span
        aria-hidden="true"
        dir="auto"
        className="mt-0.5 line-clamp-2 text-as-around text-muted text-preview [overflow-wrap:anywhere]"
      >
        {author === null ? null : <span className="text-text">{author}: </span>}
        {parts.map(({ at, text, isMatch }) => (isMatch ? <mark key={at}>{text}</mark> : text))}
      </span>
    </Link>
  );
}

/** Where a conversation opens with one of its messages in the middle. */
export function toAddress(conversationId: string, messageId: string): string {
  return `/chat/${conversationId}?message=${encodeURIComponent(messageId)}`;
}
