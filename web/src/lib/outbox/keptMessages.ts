import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

/** What was written and not yet accepted by the server. One of `to` and `conversationId` is there. */
export type KeptMessage = {
  clientMessageId: string;
  /** Whoever wrote it: `<workspace>/<user>`. */
  owner: string;
  /** A conversation's id, or a number that has none yet. */
  threadKey: string;
  text: string;
  to: string | null;
  conversationId: string | null;
  /** The number that `to` is written to by; the default one where it is left out. */
  channelId?: string;
  replyTo: string | null;
  /** By this browser's clock, ISO 8601. It grows within a thread, so it is the order in which they go out. */
  createdAt: string;
  /** Why the server refused it; only a person sends such a one again. */
  error: { code: string; message: string } | null;
};

/** What must outlive the tab. Every method rejects where the browser can't keep things, or does not answer in time. */
export type KeptMessages = {
  /** All of one person, oldest first. */
  read: (owner: string) => Promise<KeptMessage[]>;
  /** Adds or replaces one. It is on disk when this resolves. */
  put: (message: KeptMessage) => Promise<void>;
  remove: (clientMessageId: string) => Promise<void>;
};

type Schema = DBSchema & {
  messages: { key: string; value: KeptMessage; indexes: { owner: string } };
};

/** Some browsers neither do what they were asked nor fail. What waits longer counts as failed. */
const answerWithinMs = 3_000;

/** Keeps messages in this browser's IndexedDB. */
export function createKeptMessages(name = 'outbox'): KeptMessages {
  let database: IDBPDatabase<Schema> | null = null;
  let opening: Promise<IDBPDatabase<Schema>> | null = null;

  function open(): Promise<IDBPDatabase<Schema>> {
    opening ??= openDB<Schema>(name, 1, {
      upgrade: (made) => {
        made.createObjectStore('messages', { keyPath: 'clientMessageId' }).createIndex('owner', 'owner');
      },
      // A newer version of this page wants to change it: the next call opens it anew.
      blocking: forget,
      terminated: forget,
    }).then(
      (opened) => {
        database = opened;
        return opened;
      },
      (error: unknown) => {
        opening = null;
        throw error;
      },
    );
    return opening;
  }

  function forget(): void {
    database?.close();
    database = null;
    opening = null;
  }

  return {
    read: (owner) =>
      inTime(async () => {
        const kept = await (await open()).getAllFromIndex('messages', 'owner', owner);
        return kept.sort((a, b) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0));
      }),

    put: (message) =>
      inTime(async () => {
        // Where it is open, all is asked for before this returns, so that the browser does it though the tab is closed.
        const transaction = (database ?? (await open())).transaction('messages', 'readwrite', { durability: 'strict' });
        const isPut = transaction.store.put(message);
        transaction.commit();
        await Promise.all([isPut, transaction.done]);
      }),

    remove: (clientMessageId) =>
      inTime(async () => {
        await (database ?? (await open())).delete('messages', clientMessageId);
      }),
  };
}

async function inTime<T>(act: () => Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('The browser’s storage does not answer.')), answerWithinMs);
  });
  try {
    return await Promise.race([act(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
