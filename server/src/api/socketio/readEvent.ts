import type { Result } from '@erp-whatsapp/shared/errors';

/** `payload` is whatever the client sent. `acknowledge` does nothing where it asked for no answer. */
export type Event = { name: string; payload: unknown; acknowledge: (result: Result<object>) => void };

/** An event as Socket.IO gives it: its name, then what it carries, of which all may be left out, and the acknowledgement too. */
export function readEvent([name, ...args]: unknown[]): Event {
  const last = args.at(-1);
  const [payload] = typeof last === 'function' ? args.slice(0, -1) : args;
  return {
    // Socket.IO lets numbers through as names too, and lists with no name at all.
    name: typeof name === 'string' ? name : '',
    payload,
    acknowledge: (result) => void (typeof last === 'function' && last(result)),
  };
}
