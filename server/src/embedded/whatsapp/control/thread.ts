import type { SimulatedMessage } from '@erp-whatsapp/shared/simulator';
import type { Entry } from '../state/entries.ts';

/** An entry as the control API shows it. */
export function toSimulatedMessage(entry: Entry): SimulatedMessage {
  const { owner, peer, id, fromMe, type, text, copies, media, replyTo, reactions, edited, deleted, status } = entry;
  return {
    id,
    from: fromMe ? owner : peer,
    to: fromMe ? peer : owner,
    fromMe,
    type,
    text,
    copies,
    media,
    replyTo,
    reactions,
    edited,
    deleted,
    status,
    receivedAt: new Date(entry.at).toISOString(),
  };
}
