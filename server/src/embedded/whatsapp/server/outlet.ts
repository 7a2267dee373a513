import type { Faults } from '../faults.ts';
import type { Stanza } from '../protocol/stanza.ts';
import type { Connection } from './connection.ts';

/** How long receipts are gathered before they leave in the wrong order. */
const reorderWindowMs = 250;

type Lane = { items: { due: number; stanza: Stanza }[]; timer: NodeJS.Timeout | undefined };

export type Outlet = {
  send(stanza: Stanza): void;
  /** Sends what faults have made wait; for when they are deleted. */
  flush(): void;
  close(): void;
};

/** A connection's way out, past the faults that delay, double or shuffle what leaves. */
export function createOutlet(connection: Pick<Connection, 'send'>, faults: Faults): Outlet {
  const lanes = new Map<string, Lane>();
  let gathered: Stanza[] = [];
  let gathering: NodeJS.Timeout | undefined;

  return {
    send(stanza) {
      if (stanza.tag === 'receipt' && faults.findFor('reorder-receipts', stanza)) {
        gathered.push(stanza);
        gathering ??= setTimeout(sendGathered, reorderWindowMs);
        return;
      }
      sendInLane(stanza);
      const isDelivery = stanza.tag === 'message' || (stanza.tag === 'receipt' && stanza.attrs['type'] !== 'retry');
      if (isDelivery && faults.findFor('duplicate-deliveries', stanza)) {
        sendInLane(stanza);
      }
    },

    flush() {
      sendGathered();
      for (const [key, lane] of [...lanes]) {
        empty(key, lane, Number.POSITIVE_INFINITY);
      }
    },

    close() {
      clearTimeout(gathering);
      for (const { timer } of lanes.values()) {
        clearTimeout(timer);
      }
      lanes.clear();
      gathered = [];
    },
  };

  /** What is from or about one peer stays in order, also when what came before it was delayed for longer. */
  function sendInLane(stanza: Stanza): void {
    const peer = stanza.attrs['recipient'] ?? stanza.attrs['from'] ?? '';
    const key = isMessageAck(stanza) ? `ack ${peer}` : peer;
    const lane = lanes.get(key) ?? { items: [], timer: undefined };
    const due = Math.max(performance.now() + delayOf(stanza), lane.items.at(-1)?.due ?? 0);
    lane.items.push({ due, stanza });
    lanes.set(key, lane);
    if (lane.timer === undefined) {
      empty(key, lane, performance.now());
    }
  }

  function empty(key: string, lane: Lane, until: number): void {
    clearTimeout(lane.timer);
    lane.timer = undefined;
    for (let head = lane.items[0]; head && head.due <= until; head = lane.items[0]) {
      lane.items.shift();
      connection.send(head.stanza);
    }
    const next = lane.items[0];
    if (next) {
      lane.timer = setTimeout(() => empty(key, lane, next.due), Math.ceil(Math.max(0, next.due - performance.now())));
    } else {
      lanes.delete(key);
    }
  }

  function delayOf(stanza: Stanza): number {
    const latency = faults.findFor('latency', stanza)?.ms ?? 0;
    const withheld = isMessageAck(stanza) ? (faults.findFor('withhold-acks', stanza)?.seconds ?? 0) * 1000 : 0;
    return latency + withheld;
  }

  function sendGathered(): void {
    clearTimeout(gathering);
    gathering = undefined;
    const lastFirst = gathered.reverse();
    gathered = [];
    for (const receipt of lastFirst) {
      sendInLane(receipt);
    }
  }
}

function isMessageAck({ tag, attrs }: Stanza): boolean {
  return tag === 'ack' && attrs['class'] === 'message';
}
