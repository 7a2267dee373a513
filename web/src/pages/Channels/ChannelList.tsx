import type { Channel } from '@erp-whatsapp/shared/channel';
import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { usePhoneFormat } from '#lib/formatting/phone.ts';
import { Chip } from '#ui/Chip.tsx';
import { conditionTones, toCondition } from './conditions.ts';
import { StateDot } from './StateDot.tsx';

/** The numbers, oldest first, each with its state. */
export function ChannelList({ channels, openId }: { channels: readonly Channel[]; openId: string | null }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t('channels.title')}>
      <ul className="flex flex-col gap-1 px-2 pb-4">
        {channels.map((channel) => (
          <li key={channel.channelId}>
            <ChannelLink channel={channel} isOpen={channel.channelId === openId} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function ChannelLink({ channel, isOpen }: { channel: Channel; isOpen: boolean }) {
  const { t } = useTranslation();
  const formatPhone = usePhoneFormat();
  const { channelId, name, phoneNumber, isDefault } = channel;
  const condition = toCondition(channel);
  return (
    <Link
      to={`/channels/${channelId}`}
      aria-current={isOpen ? 'page' : undefined}
      className="flex min-h-18 items-center gap-3 rounded-xl px-3 py-2 transition-colors duration-80 hover:bg-hover aria-[current]:bg-selected"
    >
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-2">
          <span dir="auto" className="truncate text-as-around font-medium text-name">
            {name}
          </span>
          {isDefault ? <Chip look={isOpen ? 'raised' : 'plain'}>{t('channels.default')}</Chip> : null}
        </span>
        <span className="block truncate text-muted text-preview tabular-nums">
          {phoneNumber === null ? t('channels.noNumber') : <span dir="ltr">{formatPhone(phoneNumber)}</span>}
        </span>
        <span className="mt-0.5 flex items-center gap-2 text-muted text-preview">
          <StateDot tone={conditionTones[condition]} size={8} />
          {t(`channels.state.${condition}`)}
        </span>
      </span>
      <ChevronRight aria-hidden="true" size={18} className="shrink-0 text-muted wide:hidden" />
    </Link>
  );
}
