import type { Facts } from '../domain/ports/runtime.ts';
import type { SessionControl } from '../domain/ports/whatsapp.ts';
import { newMessageId } from '../whatsapp/baileys/messageId.ts';

/** Numbers that nothing connects: what is sent gets its id and goes nowhere. */
export function createUnconnected(): SessionControl {
  const refuse = async () => {
    throw new Error('No number is connected here.');
  };
  return {
    start: refuse,
    startOver: refuse,
    requestPairingCode: refuse,
    stop: refuse,
    logout: refuse,
    currentQr: () => null,
    shownCode: () => null,
    newMessageId,
    setTyping: async () => undefined,
  };
}

/** Facts that nobody hears. */
export const unheard: Facts = {
  publish: () => undefined,
  subscribe: () => () => undefined,
  subscribeElsewhere: () => () => undefined,
};
