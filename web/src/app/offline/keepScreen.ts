import type { KeptScreen, KeptThread, ScreenKeeper } from '#lib/snapshot/keptScreen.ts';
import { openScreen } from '#lib/snapshot/keptScreen.ts';
import { whenIdle } from '#lib/whenIdle.ts';
import { selectOwner } from '#store/keeping.ts';
import type { AppStore } from '#store/makeStore.ts';
import type { Row } from '#store/slices/row.ts';
import { toRows } from '#store/slices/rows.ts';
import type { Thread } from '#store/slices/thread.ts';
import type { RootState } from '#store/state.ts';

const mostConversations = 200;
const mostThreads = 30;
const mostMessages = 50;
/** What changes is written together, when there is nothing better to do. In milliseconds. */
const pause = 5_000;

/** Keeps what is on the screen for when there is no network, until the returned function is called. */
export function keepScreen(store: AppStore): () => void {
  const owner = selectOwner(store.getState());
  if (owner === null) return () => undefined;
  let isOver = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing: Promise<void> = Promise.resolve();
  let seen: RootState | null = null;
  let written = new Map<string, Thread>();
  const stop = () => {
    isOver = true;
    clearTimeout(timer);
  };
  const opening: Promise<ScreenKeeper | null> = openScreen(owner, stop).catch(() => null);

  const note = () => {
    const state = store.getState();
    if (selectOwner(state) !== owner) stop();
    if (isOver || timer !== undefined || !isOther(state, seen)) return;
    timer = setTimeout(() => whenIdle(write), pause);
  };

  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    const state = store.getState();
    if (isOver || selectOwner(state) !== owner || !isOther(state, seen)) return;
    const screen = toScreen(state);
    if (screen === null) return;
    seen = state;
    const threads = listThreads(state).filter(([id, thread]) => written.get(id) !== thread);
    written = new Map([...written, ...threads]);
    const now = Date.now();
    writing = writing
      .then(async () => {
        const kept = threads.map(([id, thread]) => toKeptThread(id, thread, now));
        if (!isOver) await (await opening)?.write(screen, kept, mostThreads);
      })
      // Full, or taken away by the browser: without it the console has to be loaded with a network.
      .catch(() => undefined);
  }

  const writeBeforeSleep = () => (document.visibilityState === 'hidden' ? write() : undefined);
  document.addEventListener('visibilitychange', writeBeforeSleep);
  const leave = store.subscribe(note);
  note();
  return () => {
    stop();
    leave();
    document.removeEventListener('visibilitychange', writeBeforeSleep);
    void opening.then((keeper) => keeper?.close());
  };
}

function isOther(state: RootState, seen: RootState | null): boolean {
  return (
    seen === null ||
    state.conversations.entities !== seen.conversations.entities ||
    state.messages.threads !== seen.messages.threads ||
    state.channels.status !== seen.channels.status ||
    state.preferences !== seen.preferences ||
    state.auth !== seen.auth
  );
}

/** Only what the server has told: a list that was never loaded is not worth keeping. */
function toScreen({ auth, channels, conversations, preferences }: RootState): KeptScreen | null {
  if (auth.status !== 'signedIn' || conversations.status !== 'loaded') return null;
  const { user, workspace, whatsappNetwork } = auth;
  const newest = conversations.ids.slice(0, mostConversations);
  return {
    me: { user, workspace, whatsappNetwork },
    status: channels.status,
    preferences: { pinned: preferences.pinned, muted: Object.keys(preferences.muted) },
    conversations: newest.flatMap((id) => conversations.entities[id] ?? []),
  };
}

function listThreads({ messages }: RootState): [string, Thread][] {
  return Object.entries(messages.threads).filter(
    ([, { status, newer, ids }]) => status === 'loaded' && newer === 'none' && ids.length > 0,
  );
}

function toKeptThread(conversationId: string, thread: Thread, at: number): KeptThread {
  const stored = toRows(thread).filter(({ isStored }) => isStored);
  return {
    conversationId,
    messages: stored.slice(-mostMessages).map(toMessage),
    customer: thread.customer,
    isWhole: thread.older === 'none' && stored.length <= mostMessages,
    at,
  };
}

function toMessage({ key: _key, isStored: _isStored, ...message }: Row) {
  return message;
}
