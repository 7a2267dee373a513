import { type Stanza, stanza } from '../protocol/stanza.ts';

/** A stream error as WhatsApp words it: some codes carry a reason. */
export function toStreamError(code: number): Stanza {
  const reasons: Record<number, Stanza> = {
    401: stanza('conflict', { type: 'device_removed' }),
    440: stanza('conflict', { type: 'replaced' }),
  };
  const reason = reasons[code];
  return stanza('stream:error', { code: String(code) }, reason && [reason]);
}
