import type { Fact } from '@erp-whatsapp/shared/facts';
import type { Clock } from '../../domain/ports/runtime.ts';
import type { ChannelRef, ShownCode } from '../../domain/ports/whatsapp.ts';

/** What other processes show to be scanned or typed, as long as it is of use. */
export function createHeardCodes(clock: Pick<Clock, 'now'>) {
  const codes = new Map<string, { workspaceId: string; shown: ShownCode }>();

  return {
    /** Takes a fact of another process. */
    hear({ workspaceId, ...fact }: Fact): void {
      if (fact.name === 'channel:qr') {
        const { channelId, picture, expiresAt } = fact.payload;
        codes.set(channelId, { workspaceId, shown: { by: 'qr', picture, expiresAt: Date.parse(expiresAt) } });
      } else if (fact.name === 'channel:pairingCode') {
        const { channelId, code, expiresAt } = fact.payload;
        codes.set(channelId, { workspaceId, shown: { by: 'pairingCode', code, expiresAt: Date.parse(expiresAt) } });
      } else if (fact.name === 'channel:updated') {
        const { channelId, status } = fact.payload.channel;
        if (status !== 'qr_ready' && status !== 'pairing_code_ready') codes.delete(channelId);
      }
    },

    find({ workspaceId, channelId }: ChannelRef): ShownCode | null {
      const heard = codes.get(channelId);
      return heard?.workspaceId === workspaceId && heard.shown.expiresAt > clock.now() ? heard.shown : null;
    },
  };
}
