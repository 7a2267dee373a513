import type { Log } from '../../domain/ports/runtime.ts';
import type {
  ChannelRef,
  HeldChannel,
  Lease,
  SessionState,
  SessionTarget,
  WhatsAppSession,
} from '../../domain/ports/whatsapp.ts';
import type { Leases } from '../leases.ts';

export type ClosingParts = {
  leases: Pick<Leases, 'acquire' | 'seize' | 'release'>;
  /** The session that runs here, if any. */
  find: (target: SessionTarget) => Promise<WhatsAppSession | null>;
  open: (target: SessionTarget, lease: Lease) => Promise<WhatsAppSession>;
  /** Forgets the session that ran here. */
  letGo: (target: SessionTarget) => void;
  isLinked: (target: SessionTarget) => Promise<boolean>;
  applyState: (held: HeldChannel, state: SessionState) => Promise<void>;
  log: Log;
};

/** What a person asks for and must not hang on another process: whoever is asked takes the number and closes it. */
export function createClosing({ leases, letGo, applyState, log, ...parts }: ClosingParts) {
  return {
    async stop(target: SessionTarget): Promise<void> {
      const lease = await claim(target);
      if (!lease) throw new Error('the channel to be closed is gone');
      try {
        const session = await parts.find(target);
        letGo(target);
        await session?.close();
        await applyState(toHeld(target, lease), { status: 'inactive' });
      } finally {
        await leases.release(target);
      }
    },

    /** Of a channel that is gone nothing is left to unlink. */
    async logout(target: SessionTarget): Promise<void> {
      const lease = await claim(target);
      if (!lease) return;
      let session: WhatsAppSession | null = null;
      try {
        session = await parts.find(target);
        const wasLinked = await parts.isLinked(target);
        if (wasLinked) session ??= await parts.open(target, lease);
        // Of a link that stood the session tells by itself that it is no more.
        await session?.logout();
        if (!wasLinked) await applyState(toHeld(target, lease), { status: 'inactive' });
      } catch (error) {
        await endAnyway(session, toHeld(target, lease));
        throw error;
      } finally {
        letGo(target);
        await leases.release(target);
      }
    },
  };

  /** Whether it is linked still, nobody knows; but it is not connected, and whoever asks again must not hear that it is. */
  async function endAnyway(session: WhatsAppSession | null, held: HeldChannel): Promise<void> {
    try {
      await session?.close();
      await applyState(held, { status: 'inactive' });
    } catch (error) {
      log.warn({ channelId: held.channelId, err: error }, 'a number that could not be unlinked did not end in order');
    }
  }

  /** The lease of a number, wherever it is worked. @returns `null` where there is no such channel */
  async function claim(target: SessionTarget): Promise<Lease | null> {
    return (await leases.acquire(target)) ?? (await leases.seize(target));
  }
}

export function toHeld({ workspaceId, channelId }: ChannelRef, { epoch }: Lease): HeldChannel {
  return { workspaceId, channelId, epoch };
}
