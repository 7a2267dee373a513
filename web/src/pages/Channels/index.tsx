import '#lib/zodWithoutEval.ts';
import '#lib/texts/later.ts';
import type { Channel } from '@erp-whatsapp/shared/channel';
import { Plus, Unplug } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Redirect, useParams } from 'wouter';
import { useIsWide } from '#hooks/useIsWide.ts';
import { usePageTitle } from '#hooks/usePageTitle.ts';
import { SplitPage } from '#layouts/SplitPage.tsx';
import { useAppSelector } from '#store/hooks.ts';
import { Button } from '#ui/Button.tsx';
import { Skeleton } from '#ui/Skeleton.tsx';
import { AddNumber } from './AddNumber.tsx';
import { ChannelList } from './ChannelList.tsx';
import { ChannelPage } from './ChannelPage.tsx';

/** The business's numbers: a list beside the page of one; on narrow windows first the list, then the page. For admins. */
export function ChannelsPage() {
  const isAdmin = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.user.role === 'admin');
  return isAdmin ? <Numbers /> : <ForAdmins />;
}

function Numbers() {
  const { t } = useTranslation();
  const isWide = useIsWide();
  const { channelId = null } = useParams<{ channelId?: string }>();
  const channels = useAppSelector((state) => state.channels.status?.channels ?? null);
  const [isAdding, setIsAdding] = useState(false);
  const wasThere = useKnown(channels);

  const [first] = channels?.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault)) ?? [];
  // Beside the rest and not in its place, which would end the form that the first number is being added with.
  const next = channelId === null && isWide ? first?.channelId : undefined;
  // On narrow windows the list is all that is there.
  const isList = channelId === null && !isWide;
  const add = () => setIsAdding(true);
  return (
    <>
      {next === undefined ? null : <Redirect to={`/channels/${next}`} replace />}
      <SplitPage
        isList={isList}
        list={
          <>
            {channelId === null ? <ListTitle /> : null}
            <header className="flex h-15 shrink-0 items-center justify-between gap-2 ps-4 pe-3">
              <h1 className="font-bold text-[1.375rem] leading-7">{t('channels.title')}</h1>
              {channels === null || channels.length === 0 ? null : (
                <Button look="quiet" onClick={add}>
                  <Plus aria-hidden="true" size={18} />
                  {t('channels.add')}
                </Button>
              )}
            </header>
            {channels === null ? <ListSkeleton /> : <ChannelList channels={channels} openId={channelId} />}
            {isList && channels?.length === 0 ? <None onAdd={add} /> : null}
          </>
        }
      >
        {channels === null || next !== undefined ? (
          <PageSkeleton />
        ) : (
          <Chosen {...{ channels, channelId, wasThere }} onAdd={add} />
        )}
      </SplitPage>
      {isAdding ? <AddNumber onClose={() => setIsAdding(false)} /> : null}
    </>
  );
}

type ChosenProps = {
  channels: readonly Channel[];
  channelId: string | null;
  /** Whether a number was among them since the page is open. */
  wasThere: (channelId: string) => boolean;
  onAdd: () => void;
};

function Chosen({ channels, channelId, wasThere, onAdd }: ChosenProps) {
  const channel = channels.find((each) => each.channelId === channelId);
  if (channel !== undefined) return <ChannelPage key={channel.channelId} channel={channel} />;
  // Deleted here or by somebody else, just now.
  if (channelId !== null && wasThere(channelId)) return <Redirect to="/channels" replace />;
  return channels.length === 0 ? <None onAdd={onAdd} /> : <Gone />;
}

function useKnown(channels: readonly Channel[] | null): (channelId: string) => boolean {
  const [known] = useState(() => new Set<string>());
  useEffect(() => {
    for (const { channelId } of channels ?? []) known.add(channelId);
  }, [known, channels]);
  return (channelId) => known.has(channelId);
}

function ListTitle() {
  const { t } = useTranslation();
  usePageTitle(t('channels.title'));
  return null;
}

function None({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation();
  return (
    <Note title={t('channels.none')} hint={t('channels.noneHint')}>
      <Button look="primary" onClick={onAdd}>
        {t('channels.add')}
      </Button>
    </Note>
  );
}

/** Its address is kept somewhere, and it is not there any more. */
function Gone() {
  const { t } = useTranslation();
  return (
    <Note title={t('channels.gone')} hint={t('channels.goneHint')}>
      <Link to="/channels" className="inline-flex min-h-6 items-center text-link underline pointer-coarse:min-h-11">
        {t('channels.back')}
      </Link>
    </Note>
  );
}

function ForAdmins() {
  const { t } = useTranslation();
  usePageTitle(t('channels.title'));
  return (
    <main className="flex min-w-0 flex-1 flex-col bg-ground">
      <Note title={t('settings.forAdmins')} hint={t('settings.forAdminsHint')}>
        <Link to="/chat" className="inline-flex min-h-6 items-center text-link underline pointer-coarse:min-h-11">
          {t('app.toChats')}
        </Link>
      </Note>
    </main>
  );
}

function Note({ title, hint, children }: { title: string; hint: string; children: ReactNode }) {
  return (
    <div className="m-auto flex flex-col items-center gap-3 px-6 py-10 text-center">
      <span className="inline-flex size-12 items-center justify-center rounded-full bg-sunken text-muted">
        <Unplug aria-hidden="true" size={22} strokeWidth={1.9} />
      </span>
      <h2 className="font-medium text-name">{title}</h2>
      <p className="max-w-sm text-muted text-preview">{hint}</p>
      {children}
    </div>
  );
}

function ListSkeleton() {
  return (
    <div aria-hidden="true" className="flex flex-col gap-3 px-5 py-2">
      <Skeleton className="h-14 w-full rounded-xl" />
      <Skeleton className="h-14 w-full rounded-xl" />
    </div>
  );
}

function PageSkeleton() {
  return (
    <div className="mx-auto flex w-full max-w-3xl flex-col gap-6 px-4 pt-3 wide:px-10 wide:pt-8">
      <Skeleton className="h-11 w-60" />
      <Skeleton className="h-52 w-full rounded-2xl" />
      <Skeleton className="h-60 w-full rounded-2xl" />
    </div>
  );
}
