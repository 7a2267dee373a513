import type { MessageStatus } from '@erp-whatsapp/shared/message';
import type { Credentials } from '../console.ts';

/** A message as a console shows it. */
export type ShownMessage = {
  createdAt: string;
  /** In one line. */
  text: string;
  /** What its ticks say; `null` on a customer's message, which has none. */
  status: MessageStatus | null;
};

/** A row of a console's list. `status`: of the last message, as in the thread. */
export type ShownConversation = { id: string; text: string; status: MessageStatus | null; unreadCount: number };

/** An agent's console in a real browser. What goes on in there is in `e2e`, which this folder knows nothing of. */
export type Browser = {
  /** Opens the console on what is left of earlier lives, and signs in where it is asked to. Goes on trying until then. */
  start: (url: string) => Promise<void>;
  /** By SIGKILL, all its processes. @returns how many messages waited in its outbox */
  kill: () => Promise<number>;
  setOffline: (isOffline: boolean) => Promise<void>;
  /** Types a message and sends it. Resolves when the console has taken it out of the composer. */
  write: (conversationId: string, text: string) => Promise<void>;
  /** The list, from the top. */
  readList: () => Promise<ShownConversation[]>;
  /** A thread, from its oldest message. */
  readThread: (conversationId: string) => Promise<ShownMessage[]>;
  /** Has the console show the list alone, so that nothing in a thread counts as seen. */
  leaveThread: () => Promise<void>;
  close: () => Promise<void>;
};

/** @param profile the folder that it keeps everything in */
export type MakeBrowser = (credentials: Credentials, profile: string) => Browser;
