import type { Clock, Facts, Ids, Log } from './ports/runtime.ts';
import type { AccessTokens, HashToken, Passwords } from './ports/security.ts';
import type { Storage } from './ports/storage.ts';
import type { SessionControl } from './ports/whatsapp.ts';

/** All that the domain needs from outside. */
export type DomainParts = {
  storage: Storage;
  facts: Facts;
  sessions: SessionControl;
  passwords: Passwords;
  accessTokens: AccessTokens;
  hashToken: HashToken;
  clock: Clock;
  ids: Ids;
  log: Log;
};
