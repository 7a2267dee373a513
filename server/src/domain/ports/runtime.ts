import type { Fact } from '@erp-whatsapp/shared/facts';

export type Clock = {
  /** Milliseconds since 1970, as the machine has it: it may be wrong, and be set forward or back at any time. */
  now: () => number;
  /** Milliseconds since some moment, at an even pace whatever becomes of the system's time. */
  elapsed: () => number;
};

export type Ids = {
  /** A new id; later ones of one process sort after earlier ones. */
  next: () => string;
  /** An unguessable value of 256 bits for tokens, as base64url. */
  secret: () => string;
};

type LogFields = Record<string, unknown>;
type LogLine = (fields: LogFields, message: string) => void;

/** Structured logging. Never give it secrets, tokens or message texts. */
export type Log = { debug: LogLine; info: LogLine; warn: LogLine; error: LogLine };

/**
 * Tells everyone in this process what happened. It only wakes: the stored changes are the truth, so a fact may be
 * missed after a crash. A listener that throws is logged and never disturbs the publisher or the other listeners.
 */
export type Facts = {
  publish: (fact: Fact) => void;
  /** @returns a function that ends the subscription. */
  subscribe: (listener: (fact: Fact) => void) => () => void;
  /** The same for what happened in other processes. It may be missed too. */
  subscribeElsewhere: (listener: (fact: Fact) => void) => () => void;
};
