import type { SessionState, WhatsAppWay } from '../domain/ports/whatsapp.ts';

/** How long linking may take, in milliseconds. */
const linkLimit = 30_000;

/** Sees the codes that a number offers to be linked by, and when it is. */
export function createCodeWatch() {
  const code = Promise.withResolvers<string>();
  const linked = Promise.withResolvers<void>();

  return {
    watch(way: WhatsAppWay): WhatsAppWay {
      return {
        ...way,
        open: (channel, events) =>
          way.open(channel, {
            ...events,
            async onState(state) {
              await events.onState(state);
              see(state);
            },
          }),
      };
    },

    /** The first code. @throws Error when none comes in time */
    next: () => inTime(code.promise, 'WhatsApp’s simulator gave no code to link the number by.'),

    /** Resolves when the number is connected. */
    linked: () => inTime(linked.promise, 'The number did not connect to WhatsApp’s simulator.'),
  };

  function see(state: SessionState): void {
    if (state.status === 'qr_ready') code.resolve(state.qr);
    if (state.status === 'active') linked.resolve();
  }
}

async function inTime<T>(work: Promise<T>, sentence: string): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`${sentence} Please try again.`)), linkLimit);
  try {
    return await Promise.race([work, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
