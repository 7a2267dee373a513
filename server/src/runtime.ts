import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Clock, Ids } from './domain/ports/runtime.ts';

/** The system's time, which may jump; what has to be in order, or to last, does not go by it. */
export function createClock(): Clock {
  return { now: () => Date.now(), elapsed: () => performance.now() };
}

/** UUIDs of version 7 (RFC 9562), which sort by time, also within a millisecond. */
export function createIds(): Ids {
  return { next: () => uuidv7(), secret: () => randomBytes(32).toString('base64url') };
}
