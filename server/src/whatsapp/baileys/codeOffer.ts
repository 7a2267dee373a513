import type { Clock } from '../../domain/ports/runtime.ts';
import type { PairingCode } from '../../domain/ports/whatsapp.ts';
import type { Connection } from './connection.ts';
import { codeExpired, codeRefused, type NextStep } from './reconnect.ts';

export type CodeOfferParts = {
  /** Of the phone that the code is typed into: `+` and digits. */
  phoneNumber: string;
  /** How long the code can be used, in milliseconds. */
  lifetime: number;
  /** Whether the phone has completed the link. */
  isLinked: () => boolean;
  onCode: (code: PairingCode) => void;
  clock: Clock;
};

/** The code of one connection: asked for once, told, and taken back when nobody typed it in time. */
export function createCodeOffer({ phoneNumber, lifetime, isLinked, onCode, clock }: CodeOfferParts) {
  let isAsked = false;
  let timer: NodeJS.Timeout | null = null;
  let failure: NextStep | null = null;

  return {
    /** WhatsApp is ready to link this device; it says so with each QR, of which one is enough. Never rejects. */
    async ask(live: Connection): Promise<void> {
      if (isAsked) return;
      isAsked = true;
      // Baileys takes no notice of how WhatsApp answers.
      live.sock.ws.on('CB:iq,type:error', () => giveUp(live, codeRefused));
      try {
        const code = await live.sock.requestPairingCode(phoneNumber.slice(1));
        if (!live.isLive()) return;
        timer = setTimeout(() => giveUp(live, codeExpired), lifetime);
        onCode({ code, expiresAt: clock.now() + lifetime });
      } catch (cause) {
        live.cut(cause instanceof Error ? cause : new Error('No pairing code could be asked for.', { cause }));
      }
    },

    /** Why the code came to nothing, where the connection was ended for that. */
    failure: (): NextStep | null => failure,

    close(): void {
      if (timer) clearTimeout(timer);
    },
  };

  function giveUp(live: Connection, step: NextStep): void {
    if (isLinked() || !live.isLive()) return;
    failure = step;
    live.cut(new Error('The pairing code came to nothing.'));
  }
}

export type CodeOffer = ReturnType<typeof createCodeOffer>;
