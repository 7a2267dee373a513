import { type ComponentProps, startTransition, useCallback, useEffect, useState } from 'react';
import { fetchPhoneFormat } from '#lib/formatting/phone.ts';
import { whenIdle } from '#lib/whenIdle.ts';
import { useAppSelector } from '#store/hooks.ts';
import { Guard } from '#ui/Guard.tsx';
import type { Rehearsal } from './thread/Rehearsal.tsx';
import type { ThreadPane } from './thread/ThreadPane.tsx';

type ThreadPart = { ThreadPane: typeof ThreadPane };
type RehearsalPart = { Rehearsal: typeof Rehearsal };

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

/**
 * For where no conversation is open: once the list is there, what opening one needs is fetched before anybody asks for it, and
 * drawn once where nobody sees it, a little at a time.
 */
export function ThreadAtHand() {
  const isListed = useAppSelector(({ conversations }) => conversations.status === 'loaded');
  const [rehearsal, setRehearsal] = useState<RehearsalPart | null>(null);
  const end = useCallback(() => setRehearsal(null), []);
  useEffect(() => {
    if (!isListed || fetched !== null) return;
    let isLeft = false;
    const begin = (part: RehearsalPart) => {
      if (!isLeft) startTransition(() => setRehearsal(part));
    };
    fetchPhoneFormat();
    Promise.all([import('./thread/Rehearsal.tsx'), fetchThread()]).then(
      ([part]) => whenIdle(() => begin(part)),
      // Where it can't be had now, opening a conversation asks again, and says so.
      () => undefined,
    );
    return () => {
      isLeft = true;
    };
  }, [isListed]);
  if (rehearsal === null) return null;
  return (
    <Guard place="unseen">
      <rehearsal.Rehearsal onDrawn={end} />
    </Guard>
  );
}
