import type { Channel } from '@erp-whatsapp/shared/channel';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageFrame } from '#layouts/PageFrame.tsx';
import { Chip } from '#ui/Chip.tsx';
import { IconButton } from '#ui/IconButton.tsx';
import { MessagesPerDay } from './activity/MessagesPerDay.tsx';
import { Timeline } from './activity/Timeline.tsx';
import { useChannelCalls } from './channelCalls.ts';
import { isLinking } from './conditions.ts';
import { LinkCard } from './link/LinkCard.tsx';
import { ManageCard } from './ManageCard.tsx';
import { NumberDialog } from './NumberDialog.tsx';
import { StateCard } from './StateCard.tsx';

/** All there is to know of one number, and to do about it. */
export function ChannelPage({ channel }: { channel: Channel }) {
  const { t } = useTranslation();
  const calls = useChannelCalls();
  const [isRenaming, setIsRenaming] = useState(false);
  const { channelId, name, isDefault } = channel;

  return (
    <PageFrame
      title={name}
      back={{ to: '/channels', label: t('channels.back') }}
      beside={
        <>
          <IconButton icon={Pencil} label={t('channels.rename')} onClick={() => setIsRenaming(true)} />
          {isDefault ? <Chip>{t('channels.default')}</Chip> : null}
        </>
      }
    >
      <StateCard channel={channel} calls={calls} />
      {isLinking(channel) ? <LinkCard channel={channel} calls={calls} /> : null}
      <MessagesPerDay channelId={channelId} calls={calls} />
      <Timeline channel={channel} calls={calls} />
      <ManageCard channel={channel} calls={calls} />
      {isRenaming ? (
        <NumberDialog
          title={t('channels.rename')}
          submitLabel={t('app.save')}
          name={name}
          onSubmit={async (wanted) => {
            await calls.change(channelId, { name: wanted.name });
            setIsRenaming(false);
          }}
          onClose={() => setIsRenaming(false)}
        />
      ) : null}
    </PageFrame>
  );
}
