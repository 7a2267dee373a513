import type { Channel } from '@erp-whatsapp/shared/channel';
import { useState } from 'react';
import type { ShownCode } from '#lib/socket/channelCodes.ts';
import { useShownCode } from './useShownCode.ts';

type Way = ShownCode['by'];

export type Linking = {
  way: Way;
  /** The code to show; `null` while there is none. */
  code: ShownCode | null;
  /** Whether a phone has used it, and is being linked. */
  isTaken: boolean;
  /** Asks the server for the other way, or for another code; what was shown is worthless then. Rejects as `request` does. */
  ask: (way: Way, request: () => Promise<void>) => Promise<void>;
};

/** How far a number has come on its way to a phone. */
export function useLinking(channel: Channel): Linking {
  const { channelId, status } = channel;
  const shown = useShownCode(channelId);
  const [wanted, setWanted] = useState<Way>('qr');
  const [spent, setSpent] = useState<ShownCode | null>(null);
  const current = shown === spent ? null : shown;
  const way = toWay(status) ?? current?.by ?? wanted;
  const code = current?.by === way ? current : null;

  const ask: Linking['ask'] = async (next, request) => {
    setWanted(next);
    setSpent(shown);
    try {
      await request();
    } catch (error) {
      // All is as it was.
      setWanted(wanted);
      setSpent(spent);
      throw error;
    }
  };

  const isTaken = code !== null && wasTaken(code, channel);
  // Between two states there is nothing that a phone could use.
  return { way, code: status === 'connecting' ? null : code, isTaken, ask };
}

/** With a code that was still good WhatsApp ends the connection only when a phone has used it, and then gives no reason. */
function wasTaken({ expiresAt }: ShownCode, { status, lastStatusUpdate, lastDisconnect }: Channel): boolean {
  return status === 'connecting' && lastDisconnect === null && Date.parse(expiresAt) > Date.parse(lastStatusUpdate);
}

function toWay(status: Channel['status']): Way | null {
  if (status === 'pairing_code_ready') return 'pairingCode';
  return status === 'qr_ready' ? 'qr' : null;
}
