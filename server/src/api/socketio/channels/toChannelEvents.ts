import type { Channel } from '@erp-whatsapp/shared/channel';
import type { ChannelsServerEvents, ConnectionUpdate } from '@erp-whatsapp/shared/dialects/channels';
import type { FactPayloads } from '@erp-whatsapp/shared/facts';

export function toConnectionUpdate(channel: Channel): ConnectionUpdate {
  const { channelId, status, lastStatusUpdate: timestamp, phoneNumber, lastDisconnect } = channel;
  return { channelId, status, timestamp, phoneNumber, ...(lastDisconnect === null ? {} : { lastDisconnect }) };
}

/** @param now in milliseconds */
export function toQrCode(
  { channelId, picture, expiresAt }: FactPayloads['channel:qr'],
  now: number,
): Parameters<ChannelsServerEvents['qr_code']>[0] {
  return { channelId, qrCode: picture, timestamp: new Date(now).toISOString(), expiresAt };
}

/** @param now in milliseconds */
export function toPairingCode(
  { channelId, code, expiresAt }: FactPayloads['channel:pairingCode'],
  now: number,
): Parameters<ChannelsServerEvents['pairing_code']>[0] {
  return { channelId, code, timestamp: new Date(now).toISOString(), expiresAt };
}
