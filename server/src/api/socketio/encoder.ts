import { Encoder, type Packet, PacketType } from 'socket.io-parser';
import { type Ledger, nameTold, ownVocabulary } from './ledger.ts';
import { type History, readOffset } from './recovery/history.ts';
import { readReplayable } from './recovery/replayable.ts';

/**
 * Whatever sockets are told passes here, and what is told to many exactly once a process, on whichever way it came. So here
 * it is decided whether it was told already, it is noted for who comes back, and it gets the place that a client names
 * when it comes back.
 * @param parts.ledger `null` where everything is told once
 */
export function createEncoder(parts: { ledger: Pick<Ledger, 'take'> | null; history: History }) {
  return class TellingEncoder extends Encoder {
    override encode(packet: Packet) {
      if (packet.type !== PacketType.EVENT || !Array.isArray(packet.data)) return super.encode(packet);
      const data = pass(packet.data);
      return data === null ? [] : super.encode({ ...packet, data });
    }
  };

  /** @returns `null` for what nobody is told */
  function pass(data: readonly unknown[]): readonly unknown[] | null {
    const [event, payload, extra] = data;
    // To one that was away, with the place in which it was told before.
    if (typeof event !== 'string' || readOffset(extra) !== null) return data;
    const replayable = readReplayable(extra);
    const vocabulary = replayable?.vocabulary ?? ownVocabulary;
    if (parts.ledger && !parts.ledger.take({ event, payload, vocabulary })) return null;
    if (replayable) {
      const { rooms, except } = replayable;
      parts.history.add({ rooms, except, event, payload, key: nameTold(event, payload) });
    }
    return [event, payload, parts.history.here()];
  }
}
