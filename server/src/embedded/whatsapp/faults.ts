import { type FaultInput, faultInputSchema } from '@erp-whatsapp/shared/simulator';
import type { Stanza } from './protocol/stanza.ts';
import type { Accounts } from './state/accounts.ts';
import type { Database } from './state/database.ts';

/** What can go wrong until it is deleted; `number` is whom it concerns, `null` everyone. */
export type LastingFault = Exclude<FaultInput, { kind: 'drop-socket' | 'stream-error' }>;
export type FaultKind = LastingFault['kind'];
export type StoredFault = LastingFault & { id: number; number: string | null };

export type Faults = ReturnType<typeof createFaults>;

/** The switchboard: which faults are on, and whether one concerns a stanza. They outlive a restart. */
export function createFaults(database: Database, accounts: Accounts) {
  let current = load();

  function load(): StoredFault[] {
    return database.all('SELECT row, fault FROM faults ORDER BY row').map(({ row, fault }) => {
      const parsed = faultInputSchema.parse(JSON.parse(String(fault)));
      if (parsed.kind === 'drop-socket' || parsed.kind === 'stream-error') {
        throw new Error(`A fault of kind ${parsed.kind} was stored, which acts at once.`);
      }
      return { ...parsed, id: Number(row), number: parsed.number ?? null };
    });
  }

  /** The newest fault of this kind that concerns a customer; without one, the newest that concerns everyone. */
  function find<K extends FaultKind>(kind: K, numbers: string[]): Extract<StoredFault, { kind: K }> | undefined {
    const isOfKind = (fault: StoredFault): fault is Extract<StoredFault, { kind: K }> => fault.kind === kind;
    return current.filter(isOfKind).findLast(({ number }) => number === null || numbers.includes(number));
  }

  return {
    find,

    /** The same for a stanza: whom it is from, to or about. */
    findFor<K extends FaultKind>(kind: K, { attrs }: Stanza): Extract<StoredFault, { kind: K }> | undefined {
      if (!current.some((fault) => fault.kind === kind)) {
        return undefined;
      }
      const named = [attrs['from'], attrs['to'], attrs['recipient']].map((jid) => accounts.resolve(jid));
      return find(
        kind,
        named.flatMap((found) => (found ? [found.account.number] : [])),
      );
    },

    list: (): StoredFault[] => current,

    add(fault: LastingFault & { number: string | null }): StoredFault {
      const id = database.insert('INSERT INTO faults (fault) VALUES (?)', JSON.stringify(fault));
      const stored: StoredFault = { ...fault, id };
      current = [...current, stored];
      return stored;
    },

    clear(): void {
      database.run('DELETE FROM faults');
      current = [];
    },
  };
}
