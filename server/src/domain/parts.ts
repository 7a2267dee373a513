import type { FetchFile, FileStorage } from './ports/files.ts';
import type { Peers } from './ports/peers.ts';
import type { PushService } from './ports/push.ts';
import type { Clock, Facts, Ids, Log } from './ports/runtime.ts';
import type { AccessTokens, HashToken, Passwords } from './ports/security.ts';
import type { Storage } from './ports/storage/storage.ts';
import type { SessionControl } from './ports/whatsapp.ts';

/** All that the domain needs from outside. */
export type DomainParts = {
  storage: Storage;
  files: FileStorage;
  fetchFile: FetchFile;
  facts: Facts;
  peers: Pick<Peers, 'isAlone' | 'isReachable'>;
  sessions: SessionControl;
  push: Pick<PushService, 'publicKey' | 'serviceOf'>;
  passwords: Passwords;
  accessTokens: AccessTokens;
  hashToken: HashToken;
  clock: Clock;
  ids: Ids;
  log: Log;
};

/** What those need besides who wait for something outside: once `ending` is aborted, nobody waits any longer. */
export type WaitingParts = { ending: AbortSignal };
