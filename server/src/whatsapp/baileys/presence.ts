import type { WASocket } from 'baileys';
import type { Log } from '../../domain/ports/runtime.ts';
import { reasonOf } from './reasonOf.ts';

/** How long after an agent's last sign of life the number counts as online, in milliseconds. */
const attentionLasts = 5 * 60_000;
/** A customer who sends nothing more has stopped typing after this, in milliseconds: WhatsApp repeats it every 10 s. */
const typingLasts = 25_000;
/** So many chats are watched for typing at once. */
const mostWatched = 500;

export type PresenceParts = {
  sock: Pick<WASocket, 'presenceSubscribe' | 'sendPresenceUpdate'>;
  channelId: string;
  onTyping: (jid: string, isTyping: boolean) => void;
  log: Log;
};

/**
 * Online and typing, for one connection. While a linked device is online WhatsApp sends the phone no notifications, so
 * the number is only online while an agent is at work in a chat; that is also when a customer's typing is of interest.
 */
export function createPresence({ sock, channelId, onTyping, log }: PresenceParts) {
  const watched = new Set<string>();
  const typing = new Map<string, NodeJS.Timeout>();
  let attention: NodeJS.Timeout | null = null;

  return {
    /** An agent reads or writes in a chat. */
    async attend(jid: string): Promise<void> {
      if (attention) clearTimeout(attention);
      else await sock.sendPresenceUpdate('available');
      attention = setTimeout(() => {
        attention = null;
        sock.sendPresenceUpdate('unavailable').catch(ignore);
      }, attentionLasts);
      await watch(jid);
    },

    /** From now on a customer's typing in this chat is heard, while the number is online. */
    watch,

    async setTyping(jid: string, isTyping: boolean): Promise<void> {
      await sock.sendPresenceUpdate(isTyping ? 'composing' : 'paused', jid);
    },

    /** Tells a change only: that somebody came online is not that they stopped typing. */
    takePresence(jid: string, presence: string): void {
      const isTyping = presence === 'composing' || presence === 'recording';
      const before = typing.get(jid);
      if (before) clearTimeout(before);
      typing.delete(jid);
      if (isTyping) {
        const stopped = setTimeout(() => {
          typing.delete(jid);
          onTyping(jid, false);
        }, typingLasts);
        typing.set(jid, stopped);
      }
      if (isTyping !== (before !== undefined)) onTyping(jid, isTyping);
    },

    close(): void {
      if (attention) clearTimeout(attention);
      for (const timer of typing.values()) clearTimeout(timer);
    },
  };

  async function watch(jid: string): Promise<void> {
    if (watched.has(jid)) return;
    if (watched.size >= mostWatched) watched.clear();
    watched.add(jid);
    try {
      await sock.presenceSubscribe(jid);
    } catch (error) {
      watched.delete(jid);
      throw error;
    }
  }

  function ignore(error: unknown): void {
    log.debug({ channelId, reason: reasonOf(error) }, 'the presence could not be sent');
  }
}

export type Presence = ReturnType<typeof createPresence>;
