/** libsignal's own types demand a one-time key, which its code does without once a device has none left. */
declare module 'libsignal/src/session_builder.js' {
  import type { ProtocolAddress, SignalStorage } from 'libsignal';

  export default class SessionBuilder {
    constructor(storage: SignalStorage, remoteAddress: ProtocolAddress);
    initOutgoing(session: {
      registrationId: number;
      identityKey: Uint8Array;
      signedPreKey: { keyId: number; publicKey: Uint8Array; signature: Uint8Array };
      preKey: { keyId: number; publicKey: Uint8Array } | undefined;
    }): Promise<void>;
  }
}
