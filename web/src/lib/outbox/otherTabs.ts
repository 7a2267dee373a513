import type { SentMessage } from '@erp-whatsapp/shared/commands';

/** What the tabs of one person tell each other. `changed`: what is kept is to be read again. */
export type TabNews = { kind: 'changed' } | { kind: 'accepted'; threadKey: string; sent: SentMessage };

export type OtherTabs = {
  /** Hears the other tabs of this person until the returned function is called. */
  join: (owner: string, onNews: (news: TabNews) => void) => () => void;
  /** Nobody hears it outside `join`. */
  tell: (news: TabNews) => void;
  /**
   * Does something while no other tab does the same. `hadToWait`: another one did until now, or was closed doing it.
   */
  doAlone: (name: string, act: (hadToWait: boolean) => Promise<void>) => Promise<void>;
};

/** The other tabs of this browser. */
export function createOtherTabs(): OtherTabs {
  let channel: BroadcastChannel | null = null;
  return {
    join: (owner, onNews) => {
      const joined = new BroadcastChannel(`outbox:${owner}`);
      channel = joined;
      joined.onmessage = ({ data }: MessageEvent<unknown>) => {
        if (isNews(data)) onNews(data);
      };
      return () => {
        joined.close();
        if (channel === joined) channel = null;
      };
    },

    tell: (news) => channel?.postMessage(news),

    doAlone: async (name, act) => {
      const locks = findLocks();
      // Old browsers, and pages that do not come over HTTPS. Two tabs may send the same then, which the server makes one by
      // its `clientMessageId`.
      if (locks === null) return act(false);
      let hasBegun = false;
      const begin = (hadToWait: boolean) => {
        hasBegun = true;
        return act(hadToWait);
      };
      try {
        await locks.request(name, { ifAvailable: true }, async (lock) => {
          if (lock !== null) await begin(false);
        });
        if (!hasBegun) await locks.request(name, () => begin(true));
      } catch (error) {
        if (hasBegun) throw error;
        // Where a person lets pages store nothing, browsers give no locks either.
        await act(false);
      }
    },
  };
}

function findLocks(): LockManager | null {
  return 'locks' in navigator ? navigator.locks : null;
}

/** Another version of this page may have sent it. */
function isNews(data: unknown): data is TabNews {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return false;
  if (data.kind === 'changed') return true;
  return data.kind === 'accepted' && 'threadKey' in data && 'sent' in data && isSent(data.sent);
}

function isSent(sent: unknown): boolean {
  return typeof sent === 'object' && sent !== null && 'id' in sent && 'clientMessageId' in sent;
}
