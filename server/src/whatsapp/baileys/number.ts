import type { AuthenticationCreds } from 'baileys';
import type { Clock, Log } from '../../domain/ports/runtime.ts';
import type { Cipher } from '../../domain/ports/security.ts';
import type { ChannelRef, HeldChannel, Lease, SessionEvents } from '../../domain/ports/whatsapp.ts';
import type { WhatsAppAuthStorage } from '../../domain/ports/whatsappAuth.ts';
import { createCredentials, isLinked, newCredentials } from './credentials.ts';
import { createIdentities, type OwnIdentity } from './identities.ts';
import { createIncoming } from './incoming.ts';
import { createJournal } from './journal.ts';
import { createNumberCipher } from './numberCipher.ts';
import { createOutgoing, type FindMessage } from './outgoing.ts';
import { requireLease } from './requireLease.ts';
import { createTeller } from './teller.ts';
import { createUnitStore } from './unitStore.ts';

/** How long the journal keeps what was never acknowledged, in milliseconds. */
const journalLifetime = 30 * 24 * 60 * 60 * 1000;

export type NumberParts = {
  auth: WhatsAppAuthStorage;
  cipher: Cipher;
  findMessage: FindMessage;
  clock: Clock;
  log: Log;
};

/**
 * What belongs to one number and outlives its connections: its keys, what it received and what it sends.
 * @param onFailure cuts the number's connection, at once
 */
export function createNumber(
  parts: NumberParts & { channel: ChannelRef; lease: Lease; onFailure: (error: unknown) => void },
  events: SessionEvents,
) {
  const { auth, channel, lease, clock, log } = parts;
  const { channelId } = channel;
  const held: HeldChannel = { ...channel, epoch: lease.epoch };
  const kept = { ...parts, channel: held, cipher: createNumberCipher(parts.cipher, channel) };
  const store = createUnitStore(kept);
  const journal = createJournal(kept);
  const credentials = createCredentials(kept);
  const teller = createTeller(log, channelId);
  const identities = createIdentities(store);
  const me = (): OwnIdentity | null => {
    const own = current?.me;
    return own ? { id: own.id, lid: own.lid ?? null } : null;
  };
  const incoming = createIncoming({ channelId, events, teller, identities, journal, me, clock, log });
  const outgoing = createOutgoing({ channel, identities, findMessage: parts.findMessage, me, clock });
  let current: AuthenticationCreds | null = null;

  return {
    store,
    journal,
    credentials,
    teller,
    identities,
    incoming,
    outgoing,
    me,

    isLinked: (): boolean => current !== null && isLinked(current),

    /** Whether a phone has completed the link, as far as storage tells. */
    async wasLinked(): Promise<boolean> {
      const known = current ?? (await credentials.load());
      return known !== null && isLinked(known);
    },

    /**
     * Brings the keys into order before a connection, and takes up what a former process or a failure left.
     * @throws Error when storage is away.
     */
    async prepare(): Promise<AuthenticationCreds> {
      // After a failure only what is on disk counts, but for the credentials, of which memory has the latest.
      const isNew = !store.isOpen();
      if (isNew) await store.open();
      current ??= await credentials.load();
      if (current === null || (current.me && !isLinked(current))) {
        // A link that broke off half-way, with which WhatsApp would refuse to log in, or what a crash left of one.
        await auth.clear(held, clock.now());
        await store.open();
        current = null;
      }
      current ??= newCredentials();
      credentials.save(current);
      await credentials.saved();
      if (isNew) for (const decrypted of await journal.open()) incoming.takeDecrypted(decrypted, true);
      return current;
    },

    /** For now and then: drops what nobody will ask for again. */
    tidy: (): Promise<void> => auth.forgetBefore(channel, clock.now() - journalLifetime),

    /** Forgets the credentials and keys, after all that was received with them has been told. */
    async forget(): Promise<void> {
      requireLease(lease);
      await store.idle();
      const isDone = await teller.tellLast(clear);
      if (!isDone) await clear();
      current = null;
    },

    /** What is on its way is stored; nothing is told any more. */
    async settle(): Promise<void> {
      outgoing.close();
      await store.idle();
      await teller.close();
      await journal.idle();
    },
  };

  async function clear(): Promise<void> {
    requireLease(lease);
    await auth.clear(held, clock.now());
  }
}
