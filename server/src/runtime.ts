import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Clock, Ids } from './domain/ports/runtime.ts';

/** The system's time, but never going back: what is accepted later is never dated earlier. */
export function createClock(): Clock {
  let latest = 0;
  return {
    now() {
      latest = Math.max(latest, Date.now());
      return latest;
    },
    elapsed: () => performance.now(),
  };
}

/** UUIDs of version 7 (RFC 9562), which sort by time, also within a millisecond. */
export function createIds(): Ids {
  return { next: () => uuidv7(), secret: () => randomBytes(32).toString('base64url') };
}
