import type { Clock, Log } from '../../domain/ports/runtime.ts';
import type { Cipher } from '../../domain/ports/security.ts';
import type { WhatsAppSession, WhatsAppWay } from '../../domain/ports/whatsapp.ts';
import type { WhatsAppAuthStorage } from '../../domain/ports/whatsappAuth.ts';
import type { WhatsAppNetworkSettings } from './connection.ts';
import { isLinked, loadCredentials } from './credentials.ts';
import { newMessageId } from './messageId.ts';
import { createNumberCipher } from './numberCipher.ts';
import type { FindMessage } from './outgoing.ts';
import { quietConsole } from './quietConsole.ts';
import { createSession } from './session.ts';

export type BaileysWayParts = {
  auth: WhatsAppAuthStorage;
  cipher: Cipher;
  network: WhatsAppNetworkSettings;
  /** What was said in a chat, for devices that could not read it and for quotes. */
  findMessage: FindMessage;
  /** How long each QR is shown; without it as WhatsApp does: 60 s, then 20 s each. */
  qrSeconds?: number;
  /** How long each pairing code can be used: 120 s without it. */
  pairingCodeSeconds?: number;
  clock: Clock;
  log: Log;
};

/**
 * WhatsApp by linked devices, as WhatsApp Web does it. Any number of numbers at once; what each needs to know is in
 * `auth`, encrypted.
 */
export function createBaileysWay({ qrSeconds, pairingCodeSeconds = 120, ...parts }: BaileysWayParts): WhatsAppWay {
  const { auth, network } = parts;
  if (network.certificateRoot && network.webSocketUrl === null) {
    throw new Error('A certificate root of one’s own is for a WhatsApp server of one’s own: set its address, too.');
  }
  quietConsole(parts.log);
  const sessions = new Map<string, WhatsAppSession>();

  return {
    prepare: async () => undefined,

    open(channel, events) {
      const key = `${channel.workspaceId} ${channel.channelId}`;
      const former = sessions.get(key)?.close() ?? Promise.resolve();
      const qrTime = qrSeconds === undefined ? null : qrSeconds * 1000;
      const pairingCodeTime = pairingCodeSeconds * 1000;
      const session = createSession({ ...parts, qrTime, pairingCodeTime, after: former }, channel, events);
      sessions.set(key, session);
      return session;
    },

    async isLinked(channel) {
      const stored = await loadCredentials({ auth, cipher: createNumberCipher(parts.cipher, channel), channel });
      return stored !== null && isLinked(stored);
    },

    newMessageId,
  };
}

export type { FindMessage, WhatsAppNetworkSettings };
