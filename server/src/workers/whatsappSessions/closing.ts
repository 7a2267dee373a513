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
};

/** What a person asks for and must not hang on another process: whoever is asked takes the number and closes it. */
export function createClosing({ leases, letGo, applyState, ...parts }: ClosingParts) {
  return {
    async stop(target: SessionTarget): Promise<void> {
      const lease = await claim(target);
      try {
        const session = await parts.find(target);
        letGo(target);
        await session?.close();
        await applyState(toHeld(target, lease), { status: 'inactive' });
      } finally {
        await leases.release(target);
      }
    },

    async logout(target: SessionTarget): Promise<void> {
      const lease = await claim(target);
      try {
        const wasLinked = await parts.isLinked(target);
        const session = (await parts.find(target)) ?? (wasLinked ? await parts.open(target, lease) : null);
        // Of a link that stood the session tells by itself that it is no more.
        await session?.logout();
        if (!wasLinked) await applyState(toHeld(target, lease), { status: 'inactive' });
      } finally {
        letGo(target);
        await leases.release(target);
      }
    },
  };

  /** The lease of a number, wherever it is worked. */
  async function claim(target: SessionTarget): Promise<Lease> {
    const lease = (await leases.acquire(target)) ?? (await leases.seize(target));
    if (!lease) throw new Error('the channel to be closed is gone');
    return lease;
  }
}

export function toHeld({ workspaceId, channelId }: ChannelRef, { epoch }: Lease): HeldChannel {
  return { workspaceId, channelId, epoch };
}
