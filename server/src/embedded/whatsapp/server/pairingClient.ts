import type { KeyBundle } from '../protocol/keyBundle.ts';
import type { Stanza } from '../protocol/stanza.ts';
import type { Connection } from './connection.ts';

/** A client that is not linked yet and shows QR codes, or a code to be typed. */
export type PairingClient = {
  connection: Connection;
  staticKey: Buffer;
  keys: KeyBundle;
  platform: string;
  pending: { id: string; accept(reply: Stanza): Promise<void> } | undefined;
  /** Called when the socket is closed. */
  onGone: (() => void) | undefined;
};

/**
 * A phone takes a client for its device. `client` looks for it within the turn; `advSecret` is what the two of them alone
 * know.
 */
export type Link = { number: string; client: () => PairingClient; advSecret: Buffer };
