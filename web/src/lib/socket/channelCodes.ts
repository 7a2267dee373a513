import type { ChannelsClientEvents, ChannelsServerEvents } from '@erp-whatsapp/shared/dialects/channels';
import type { Socket } from 'socket.io-client';
import type { ErpSocket } from './connection.ts';

/** What a phone can scan or type just now to link a number. `expiresAt`: ISO 8601. */
export type ShownCode =
  | { by: 'qr'; picture: string; expiresAt: string }
  | { by: 'pairingCode'; code: string; expiresAt: string };

/** Hears of a number's codes until the returned function is called; the one that is shown already comes at once. */
export function followCodes(socket: ErpSocket, channelId: string, onCode: (code: ShownCode) => void): () => void {
  // The console's socket speaks the channels' vocabulary as well as its own.
  const untyped: Socket = socket;
  const wire: Socket<ChannelsServerEvents, ChannelsClientEvents> = untyped;
  const hearQr: ChannelsServerEvents['qr_code'] = (told) => {
    if (told.channelId === channelId) onCode({ by: 'qr', picture: told.qrCode, expiresAt: told.expiresAt });
  };
  const hearPairingCode: ChannelsServerEvents['pairing_code'] = (told) => {
    if (told.channelId === channelId) onCode({ by: 'pairingCode', code: told.code, expiresAt: told.expiresAt });
  };
  wire.on('qr_code', hearQr);
  wire.on('pairing_code', hearPairingCode);
  wire.emit('subscribe_channel', { channelId });
  return () => {
    wire.off('qr_code', hearQr);
    wire.off('pairing_code', hearPairingCode);
    if (wire.connected) wire.emit('unsubscribe_channel', { channelId });
  };
}
