import { lazy, useState } from 'react';
import { askForQrCode, selectLinking } from '#store/channels.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import { ConnectionLine } from './ConnectionLine.tsx';
import { ListSkeleton } from './list/ListSkeleton.tsx';
import { WhatsAppChat } from './WhatsAppChat.tsx';

const LinkNumber = lazy(async () => ({ default: (await import('./link/LinkNumber.tsx')).LinkNumber }));

/** The way to link a number until one was; from then on the conversations, whatever becomes of the link. */
export function ChatPage() {
  const dispatch = useAppDispatch();
  const linking = useAppSelector(selectLinking);
  const isConnected = useAppSelector((state) => state.channels.status?.connected ?? false);
  const [wantsToLink, setWantsToLink] = useState(false);
  if (wantsToLink && isConnected) setWantsToLink(false);

  if (linking === 'unknown') return <Unknown />;
  if (linking === 'never') return <LinkNumber />;
  if (wantsToLink) return <LinkNumber onBack={() => setWantsToLink(false)} />;
  return <WhatsAppChat onLink={linkAgain} />;

  /** Comes back on the link that stands, or begins a new one with the first code. */
  function linkAgain(): void {
    setWantsToLink(true);
    void dispatch(askForQrCode());
  }
}

function Unknown() {
  return (
    <div className="flex min-w-0 flex-1">
      <div className="flex w-full flex-col border-line bg-surface wide:w-90 wide:border-e">
        <div className="h-15" />
        <ConnectionLine />
        <ListSkeleton />
      </div>
      <div className="hidden flex-1 bg-ground wide:block" />
    </div>
  );
}
