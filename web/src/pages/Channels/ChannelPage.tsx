import type { Channel } from '@erp-whatsapp/shared/channel';
import { ArrowLeft, Pencil } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';
import { useIsWide } from '#hooks/useIsWide.ts';
import { usePageTitle } from '#hooks/usePageTitle.ts';
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
  const isWide = useIsWide();
  const heading = useRef<HTMLHeadingElement>(null);
  const [isRenaming, setIsRenaming] = useState(false);
  const { channelId, name, isDefault } = channel;
  usePageTitle(name);

  // The link that led here is gone from a narrow window; on wide ones it stays where it is.
  useEffect(() => {
    if (!isWide) heading.current?.focus();
  }, [isWide]);

  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-6 px-4 pt-3 pb-16 wide:px-10 wide:pt-8">
      <header className="flex items-start gap-2">
        <Link
          to="/channels"
          aria-label={t('channels.back')}
          title={t('channels.back')}
          className="-ms-2 inline-flex size-11 shrink-0 items-center justify-center rounded-full text-muted hover:bg-hover hover:text-text wide:hidden"
        >
          <ArrowLeft aria-hidden="true" size={22} />
        </Link>
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-2">
          <h1
            ref={heading}
            tabIndex={-1}
            dir="auto"
            className="min-w-0 max-w-full py-1 font-bold text-[1.375rem] leading-9 outline-none wrap-anywhere"
          >
            {name}
          </h1>
          <IconButton icon={Pencil} label={t('channels.rename')} onClick={() => setIsRenaming(true)} />
          {isDefault ? <Chip>{t('channels.default')}</Chip> : null}
        </div>
      </header>
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
    </div>
  );
}
