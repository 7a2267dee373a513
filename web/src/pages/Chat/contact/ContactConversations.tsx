import type { ContactCard, ContactConversation } from '@erp-whatsapp/shared/contact';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { usePhoneFormat } from '#lib/formatting/phone.ts';
import { formatListTime } from '#lib/formatting/time.ts';
import { useAppSelector } from '#store/hooks.ts';
import { useToday } from '../useToday.ts';
import { SectionTitle } from './SectionTitle.tsx';

/** Over which of the business's numbers there are conversations. With one number alone that goes without saying. */
export function ContactConversations({ card, openId }: { card: ContactCard; openId: string }) {
  const { t } = useTranslation();
  const hasSeveral = useAppSelector((state) => (state.channels.status?.channels.length ?? 0) > 1);
  if (!hasSeveral && card.conversations.length < 2) return null;
  return (
    <section className="mt-8">
      <SectionTitle>{t('contact.conversations')}</SectionTitle>
      <ul className="-mx-3 mt-1">
        {card.conversations.map((conversation) => (
          <li key={conversation.id}>
            <ConversationLink conversation={conversation} isOpen={conversation.id === openId} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ConversationLink({ conversation, isOpen }: { conversation: ContactConversation; isOpen: boolean }) {
  const { t } = useTranslation();
  const formatPhone = usePhoneFormat();
  const today = useToday();
  const { id, channelName, channelPhoneNumber, lastMessageAt, totalMessages } = conversation;
  return (
    <Link
      to={`/chat/${id}`}
      aria-current={isOpen ? 'page' : undefined}
      className={`flex min-h-14 items-center gap-3 rounded-lg px-3 py-1.5 text-preview ${isOpen ? 'bg-selected' : 'hover:bg-hover'}`}
    >
      <span className="min-w-0 flex-1">
        <span dir="auto" className="block truncate text-as-around font-medium">
          {channelName}
        </span>
        {channelPhoneNumber === null ? null : (
          <span dir="ltr" className="block truncate text-muted text-time tabular-nums">
            {formatPhone(channelPhoneNumber)}
          </span>
        )}
      </span>
      <span className="shrink-0 text-end text-muted text-time tabular-nums">
        <span className="block">{lastMessageAt === null ? '' : formatListTime(lastMessageAt, today)}</span>
        <span className="block">{t('contact.messageCount', { count: totalMessages })}</span>
      </span>
    </Link>
  );
}
