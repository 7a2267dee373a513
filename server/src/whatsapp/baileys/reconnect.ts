import type { LastDisconnect } from '@erp-whatsapp/shared/channel';
import { DisconnectReason } from 'baileys';
import { z } from 'zod';

/** How a connection ended. */
export type Ending = { code: number; message: string };

export type EndingContext = { isLinked: boolean; isQrShown: boolean };

/**
 * `again`: connect anew, at once or after a pause · `stop`: a person is needed · `forget`: the link is gone, and its
 * credentials are of no more use.
 */
export type NextStep =
  | { step: 'again'; isAtOnce: boolean; lastDisconnect: LastDisconnect | null }
  | { step: 'stop' | 'forget'; lastDisconnect: LastDisconnect };

export const otherNumber = forget(
  'OTHER_NUMBER',
  'Another number was linked than the one of this channel, so it was unlinked again. Make a new channel for it.',
);

export const codeExpired = stop('PAIRING_CODE_EXPIRED', 'The code was not typed in time. Ask for a new one.');

export const codeRefused = stop(
  'PAIRING_CODE_REFUSED',
  'WhatsApp takes no code for this phone number just now. Check the number, or scan a QR code instead.',
);

export const storageAway = again(
  'STORAGE_UNAVAILABLE',
  'The database does not answer, so the number is not connected. It connects again by itself.',
);

export const unlinkedHere: LastDisconnect = { reason: 'LOGGED_OUT', message: 'This number was unlinked here.' };

const boomSchema = z.object({ output: z.object({ statusCode: z.number() }) });

/** What an error of Baileys says about the end of its connection; 500 where it does not say. */
export function toEnding(error: unknown): Ending {
  const boom = boomSchema.safeParse(error);
  return {
    code: boom.success ? boom.data.output.statusCode : DisconnectReason.badSession,
    message: error instanceof Error ? error.message : 'The connection ended.',
  };
}

/** What to do after a connection ended. The codes are WhatsApp's and Baileys' own (`DisconnectReason`). */
export function decideNextStep({ code, message }: Ending, { isLinked, isQrShown }: EndingContext): NextStep {
  switch (code) {
    // After a link, and now and then: the server asks for a new connection.
    case DisconnectReason.restartRequired:
      return { step: 'again', isAtOnce: true, lastDisconnect: null };
    case DisconnectReason.connectionReplaced:
      return stop('OPENED_ELSEWHERE', 'This number was opened in another place. Connect again to use it here.');
    case 402:
      return stop(
        'BANNED',
        'WhatsApp has banned this number for a time. Look into WhatsApp on the phone for how long.',
      );
    case 406:
    case DisconnectReason.forbidden:
      return stop(
        'FORBIDDEN',
        'WhatsApp does not let this number connect. Look into WhatsApp on the phone for the reason.',
      );
    case DisconnectReason.multideviceMismatch:
      return stop('NOT_SUPPORTED', 'WhatsApp on the phone is too old to be linked. Update it and try again.');
    case 405:
    case 409:
      return stop('OUTDATED', 'WhatsApp no longer takes this version of the software. Update the server.');
    case DisconnectReason.loggedOut:
      // Without a link there is nothing to be logged out of: a half-made one was refused.
      if (!isLinked) return again('LINK_REFUSED', 'WhatsApp refused the link. It is tried anew.');
      return forget('LOGGED_OUT', 'This number was unlinked on the phone. Scan a new code to link it again.');
    case DisconnectReason.timedOut:
      if (!isLinked && isQrShown && message.includes('QR refs')) {
        return stop('QR_EXPIRED', 'The code was not scanned in time. Ask for a new one.');
      }
      return again('CONNECTION_LOST', 'The connection to WhatsApp was lost. It is being restored.');
    case DisconnectReason.connectionClosed:
      return again('CONNECTION_CLOSED', 'WhatsApp closed the connection. It is being restored.');
    case DisconnectReason.unavailableService:
      return again('SERVICE_UNAVAILABLE', 'WhatsApp is not available just now. The connection will be restored.');
    default:
      return again(`CODE_${code}`, 'The connection to WhatsApp failed. It is tried again.');
  }
}

function stop(reason: string, message: string) {
  return { step: 'stop' as const, lastDisconnect: { reason, message } };
}

function forget(reason: string, message: string) {
  return { step: 'forget' as const, lastDisconnect: { reason, message } };
}

function again(reason: string, message: string) {
  return { step: 'again' as const, isAtOnce: false, lastDisconnect: { reason, message } };
}

/** The first and the longest pause before a new connection, and how long one must stand to count as restored. */
const firstPause = 1_000;
const longestPause = 60_000;
const stableAfter = 30_000;

/**
 * Growing pauses between connections. Each is cut by chance to half at least, so that many numbers don't come back at
 * the same moment. Where the server asks for a new connection that pause is left out, unless it did so a moment ago: one
 * that asks each time would be asked without end. @param random from 0 to 1
 */
export function createBackOff(random: () => number = Math.random) {
  let failures = 0;
  let wasAtOnce = false;
  return {
    /**
     * @param stoodFor how long the connection that ended was open, in milliseconds
     * @returns the pause, likewise
     */
    next(stoodFor: number, isAtOnce = false): number {
      if (stoodFor >= stableAfter) {
        failures = 0;
        wasAtOnce = false;
      }
      if (isAtOnce && !wasAtOnce) {
        wasAtOnce = true;
        return 0;
      }
      wasAtOnce = isAtOnce;
      const pause = Math.min(firstPause * 2 ** failures, longestPause);
      failures += 1;
      return pause * (0.5 + random() / 2);
    },
  };
}
