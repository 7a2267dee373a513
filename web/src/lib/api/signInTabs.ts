import type { SignedIn } from '@erp-whatsapp/shared/auth';
import type { OtherTabs } from '#lib/outbox/otherTabs.ts';
import { readSignedIn } from './answers.ts';

/** The tabs of one browser, which share the cookie that a sign-in is renewed by. */
export type SignInTabs = {
  /**
   * Renews while no other tab does. `take` is given what another one got meanwhile, which is then as good as an answer of
   * one's own; `null` when there is none.
   */
  renewAlone: (take: (renewed: SignedIn | null) => Promise<void>) => Promise<void>;
  /** The others need not ask. */
  tell: (renewed: SignedIn) => void;
  /** Hears what other tabs got, until the returned function is called. */
  listen: (onRenewed: (renewed: SignedIn) => void) => () => void;
};

/** The lock of a tab that is done may reach another one before its news does. In milliseconds. */
const newsWithinMs = 300;

/** A token passes between tabs of our own origin only, and is kept nowhere on its way. */
export function createSignInTabs(doAlone: OtherTabs['doAlone']): SignInTabs {
  let channel: BroadcastChannel | null = null;
  const listeners = new Set<(renewed: SignedIn) => void>();

  function listen(onRenewed: (renewed: SignedIn) => void): () => void {
    listeners.add(onRenewed);
    channel ??= open();
    return () => {
      listeners.delete(onRenewed);
      if (listeners.size > 0) return;
      channel?.close();
      channel = null;
    };
  }

  function open(): BroadcastChannel {
    const opened = new BroadcastChannel('sign-in');
    opened.onmessage = ({ data }: MessageEvent<unknown>) => {
      // Another version of this page may have sent it.
      const renewed = readSignedIn(data);
      if (renewed !== null) for (const listener of [...listeners]) listener(renewed);
    };
    return opened;
  }

  return {
    async renewAlone(take) {
      const news = Promise.withResolvers<SignedIn>();
      const leave = listen(news.resolve);
      try {
        await doAlone('sign-in', async (hadToWait) => take(hadToWait ? await inTime(news.promise) : null));
      } finally {
        leave();
      }
    },
    tell: (renewed) => channel?.postMessage(renewed),
    listen,
  };
}

async function inTime(news: Promise<SignedIn>): Promise<SignedIn | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), newsWithinMs);
  });
  try {
    return await Promise.race([news, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
