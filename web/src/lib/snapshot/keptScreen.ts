import type { Me } from '@erp-whatsapp/shared/auth';
import type { ConnectionStatus } from '@erp-whatsapp/shared/channel';
import type { ThreadParty } from '@erp-whatsapp/shared/commands';
import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { Message } from '@erp-whatsapp/shared/message';
import type { Preferences } from '@erp-whatsapp/shared/preferences';
import { type DBSchema, openDB } from 'idb';
import { snapshotName } from './forgetScreen.ts';

/** What was on the screen of whoever was signed in last, so that it can be shown without a network. */
export type KeptScreen = {
  me: Me;
  status: ConnectionStatus | null;
  preferences: Preferences;
  /** Newest first. */
  conversations: Conversation[];
};

/** The newest messages of a conversation, oldest first. `isWhole`: there are none before them. */
export type KeptThread = {
  conversationId: string;
  messages: Message[];
  customer: ThreadParty | null;
  isWhole: boolean;
  /** When it was kept, in milliseconds since 1970. */
  at: number;
};

type Schema = DBSchema & {
  screen: { key: 'last'; value: KeptScreen & { owner: string } };
  threads: { key: string; value: KeptThread & { owner: string }; indexes: { at: number } };
};

export type ScreenKeeper = {
  /** Replaces the screen, and the threads that are given. Of those kept longest ago some go, so that `mostThreads` are left. */
  write: (screen: KeptScreen, threads: readonly KeptThread[], mostThreads: number) => Promise<void>;
  close: () => void;
};

/**
 * Keeps the screen of one person, `owner`; whoever else's was kept goes at once.
 * @param onForgotten it was taken away, here or in another tab: nothing is to be kept any more
 */
export async function openScreen(owner: string, onForgotten: () => void): Promise<ScreenKeeper> {
  const database = await openDatabase(onForgotten);
  const last = await database.get('screen', 'last');
  if (last !== undefined && last.owner !== owner)
    await Promise.all([database.clear('screen'), database.clear('threads')]);

  return {
    async write(screen, threads, mostThreads) {
      const transaction = database.transaction(['screen', 'threads'], 'readwrite');
      const kept = transaction.objectStore('threads');
      await transaction.objectStore('screen').put({ ...screen, owner }, 'last');
      for (const thread of threads) await kept.put({ ...thread, owner });
      let surplus = (await kept.count()) - mostThreads;
      for (let cursor = await kept.index('at').openCursor(); cursor && surplus > 0; cursor = await cursor.continue()) {
        await cursor.delete();
        surplus -= 1;
      }
      await transaction.done;
    },
    close: () => database.close(),
  };
}

/** @returns `null` where nothing is kept */
export async function readScreen(): Promise<{ screen: KeptScreen; threads: KeptThread[] } | null> {
  const database = await openDatabase(() => undefined);
  try {
    const screen = await database.get('screen', 'last');
    if (screen === undefined) return null;
    const threads = await database.getAll('threads');
    return { screen, threads: threads.filter(({ owner }) => owner === screen.owner) };
  } finally {
    database.close();
  }
}

function openDatabase(onForgotten: () => void) {
  const opening = openDB<Schema>(snapshotName, 1, {
    upgrade: (made) => {
      made.createObjectStore('screen');
      made.createObjectStore('threads', { keyPath: 'conversationId' }).createIndex('at', 'at');
    },
    blocking: () => {
      void opening.then((database) => database.close());
      onForgotten();
    },
    terminated: onForgotten,
  });
  return opening;
}
