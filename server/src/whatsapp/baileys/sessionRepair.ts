import { z } from 'zod';

/** What of libsignal's serialised record is looked at here. */
const recordSchema = z.looseObject({
  _sessions: z.record(z.string(), z.looseObject({ indexInfo: z.looseObject({ used: z.number() }) })),
});
type SignalRecord = z.infer<typeof recordSchema>;

/**
 * libsignal tries a message on every session of a record, and spoils those that don't fit before it notices. This
 * undoes it: only the session that decrypted the message keeps its changes, which is the one whose `used` moved.
 */
export function createSessionRepair(now: number) {
  const originals = new Map<string, SignalRecord>();

  return {
    /** The record as libsignal shall see it: `used` lies in the past, so that a new one differs. */
    present(id: string, bytes: Uint8Array): Uint8Array {
      const original = parseRecord(bytes);
      originals.set(id, original);
      const sessions = Object.entries(original._sessions).map(([key, session]) => {
        const used = toPast(session.indexInfo.used);
        return [key, { ...session, indexInfo: { ...session.indexInfo, used } }];
      });
      return toBytes({ ...original, _sessions: Object.fromEntries(sessions) });
    },

    /** The record with the sessions put back that had nothing to do with the message. */
    mend(id: string, bytes: Uint8Array): Uint8Array {
      const original = originals.get(id);
      if (!original) return bytes;
      const changed = parseRecord(bytes);
      const sessions = Object.entries(changed._sessions).map(([key, session]) => {
        const before = original._sessions[key];
        // It moved, whichever way: the clock may have been set back meanwhile.
        const isUsed = before === undefined || session.indexInfo.used !== toPast(before.indexInfo.used);
        return [key, isUsed ? session : before];
      });
      return toBytes({ ...changed, _sessions: Object.fromEntries(sessions) });
    },
  };

  function toPast(used: number): number {
    return Math.min(used, now - 1);
  }
}

function parseRecord(bytes: Uint8Array): SignalRecord {
  return recordSchema.parse(JSON.parse(Buffer.from(bytes).toString()));
}

function toBytes(record: SignalRecord): Uint8Array {
  return Buffer.from(JSON.stringify(record));
}
