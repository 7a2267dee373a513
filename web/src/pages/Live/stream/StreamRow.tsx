import type { MessageStatus } from '@erp-whatsapp/shared/message';
import { readPhone } from '@erp-whatsapp/shared/phone';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { usePhoneFormat } from '#lib/formatting/phone.ts';
import { formatExact, formatTime } from '#lib/formatting/time.ts';
import type { WhatsAppMessageEvent } from '#lib/whatsapp-websocket-client.ts';
import { selectNumberOf } from '#store/channels.ts';
import { useAppSelector } from '#store/hooks.ts';
import { Ticks } from '#ui/Ticks.tsx';

type StreamRowProps = { message: WhatsAppMessageEvent; status: MessageStatus };

/** One message: which way, with whom, over which number, when, and what it says. It leads to its conversation. */
export const StreamRow = memo(function StreamRow({ message, status }: StreamRowProps) {
  const { t } = useTranslation();
  const formatPhone = usePhoneFormat();
  const { conversationId, whatsappNumber, content, messageType, senderType, metadata } = message;
  const isOutgoing = senderType === 'agent';
  const name = useAppSelector((state) => state.conversations.entities[conversationId]?.name) || whatsappNumber;
  const phoneNumber = readPhone(name);
  const number = useAppSelector((state) => selectNumberOf(state, metadata.channelId));
  const at = message.timestamp.toISOString();
  const Icon = isOutgoing ? ArrowUp : ArrowDown;
  return (
    <li>
      <Link
        to={`/chat/${conversationId}`}
        className="-mx-2 flex min-h-11 items-start gap-3 rounded-lg px-2 py-2 hover:bg-hover"
      >
        <span
          className={`mt-0.5 inline-flex size-6 shrink-0 items-center justify-center rounded-full bg-selected ${isOutgoing ? 'text-accent-text' : 'text-link'}`}
        >
          <Icon aria-hidden="true" size={16} />
          <span className="sr-only">{t(isOutgoing ? 'live.outgoing' : 'live.incoming')}</span>
        </span>
        <span className="min-w-0 flex-1">
          <span className="flex flex-wrap items-baseline gap-x-2">
            <span dir="auto" className="min-w-0 font-medium text-preview wrap-anywhere">
              {phoneNumber === null ? name || t('live.hidden') : formatPhone(phoneNumber)}
            </span>
            {number === null || number === 'removed' ? null : (
              <span dir="auto" className="min-w-0 text-muted text-time wrap-anywhere">
                {t('live.over', { number: number.name })}
              </span>
            )}
          </span>
          <span dir="auto" className="line-clamp-2 text-muted text-preview wrap-anywhere">
            {content === '' ? t(`message.${messageType}`) : content}
          </span>
        </span>
        <span className="flex shrink-0 items-center gap-1 text-muted text-time tabular-nums">
          <time dateTime={at} title={formatExact(at)}>
            {formatTime(at)}
          </time>
          {isOutgoing ? <Ticks status={status} label={t(`status.${status}`)} /> : null}
        </span>
      </Link>
    </li>
  );
});
