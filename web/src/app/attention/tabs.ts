/** What a tab shows just now. `openId`: the conversation that is open in it. */
export type TabView = { isVisible: boolean; hasFocus: boolean; openId: string | null };

export type AttentionTabs = {
  /** Whether this is the tab of this browser that speaks for all of one person. */
  isSpeaker: () => boolean;
  /** What this tab and the others show. */
  look: () => Promise<TabView[]>;
  leave: () => void;
};

type Talk = { kind: 'ask'; question: string } | { kind: 'view'; question: string; view: TabView };

/** Other tabs answer this fast, or are asleep and show nothing. In milliseconds. */
const answersWithin = 150;

/**
 * Joins the tabs of one person in this browser: the one that came first speaks, and when it is closed the next. Where the
 * browser has no locks, each speaks.
 */
export function joinTabs(owner: string, readView: () => TabView): AttentionTabs {
  const channel = new BroadcastChannel(`attention:${owner}`);
  const answers = new Map<string, TabView[]>();
  const done = new AbortController();
  const locks = findLocks();
  let isSpeaker = locks === null;

  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (!isTalk(data)) return;
    if (data.kind === 'view') answers.get(data.question)?.push(data.view);
    else channel.postMessage({ kind: 'view', question: data.question, view: readView() } satisfies Talk);
  };

  if (locks !== null) {
    const untilLeft = () =>
      new Promise<void>((resolve) => {
        isSpeaker = true;
        done.signal.addEventListener('abort', () => resolve());
      });
    locks.request(`attention:${owner}`, { signal: done.signal }, untilLeft).catch(() => {
      // Where a person lets pages store nothing, browsers give no locks either; and leaving ends the wait for one.
      isSpeaker = !done.signal.aborted;
    });
  }

  return {
    isSpeaker: () => isSpeaker,
    async look() {
      const question = crypto.randomUUID();
      const views: TabView[] = [];
      answers.set(question, views);
      channel.postMessage({ kind: 'ask', question } satisfies Talk);
      await new Promise((resolve) => setTimeout(resolve, answersWithin));
      answers.delete(question);
      return [readView(), ...views];
    },
    leave() {
      done.abort();
      isSpeaker = false;
      channel.close();
    },
  };
}

/** Another version of this page may have sent it. */
function isTalk(data: unknown): data is Talk {
  if (typeof data !== 'object' || data === null || !('kind' in data) || !('question' in data)) return false;
  if (typeof data.question !== 'string') return false;
  return data.kind === 'ask' || (data.kind === 'view' && 'view' in data && isView(data.view));
}

function isView(view: unknown): view is TabView {
  if (typeof view !== 'object' || view === null) return false;
  return 'isVisible' in view && 'hasFocus' in view && 'openId' in view;
}

function findLocks(): LockManager | null {
  return 'locks' in navigator ? navigator.locks : null;
}
