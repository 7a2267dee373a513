import { type ComponentProps, useEffect, useState } from 'react';
import { fetchPhoneFormat } from '#lib/formatting/phone.ts';
import { useAppSelector } from '#store/hooks.ts';
import type { ThreadPane } from './thread/ThreadPane.tsx';

type ThreadPart = { ThreadPane: typeof ThreadPane };

let fetched: ThreadPart | null = null;

async function fetchThread(): Promise<ThreadPart> {
  fetched ??= await import('./thread/ThreadPane.tsx');
  return fetched;
}

/**
 * Where the open conversation is shown as soon as its files are here. Not by `lazy`: React keeps what comes after a fallback
 * back for up to 300 ms, also what was fetched ahead. @throws what kept the files from coming
 */
export function ThreadSlot(props: ComponentProps<ThreadPart['ThreadPane']>) {
  const [part, setPart] = useState(fetched);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    if (part === null) fetchThread().then(setPart, setFailure);
  }, [part]);
  if (failure !== null) throw failure;
  if (part === null) return <main className="min-w-0 flex-1 bg-ground" />;
  return <part.ThreadPane {...props} />;
}

/** The list comes first; what opening a conversation needs is fetched once it is there, before anybody asks for it. */
export function useThreadAtHand(): void {
  const isListed = useAppSelector(({ conversations }) => conversations.status === 'loaded');
  useEffect(() => {
    if (!isListed) return;
    fetchPhoneFormat();
    // Where it can't be had now, opening a conversation asks again, and says so.
    fetchThread().catch(() => undefined);
  }, [isListed]);
}
