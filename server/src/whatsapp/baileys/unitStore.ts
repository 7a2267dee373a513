import PQueue from 'p-queue';
import type { Clock, Log } from '../../domain/ports/runtime.ts';
import type { HeldChannel, Lease } from '../../domain/ports/whatsapp.ts';
import type { JournalRow, KeyChange, KeyUnit, WhatsAppAuthStorage } from '../../domain/ports/whatsappAuth.ts';
import type { NumberCipher } from './numberCipher.ts';
import { createPacer } from './pacer.ts';
import { reasonOf } from './reasonOf.ts';
import { requireLease } from './requireLease.ts';

/** Units whose changes are written to the keys in one go, and how long they wait for each other. In milliseconds. */
const applyBatch = 100;
const applyPause = 250;
/** So many of the keys used last are kept in memory. Nobody else writes them while a number is open. */
const keptKeys = 200;

/** The steps of one unit. What it changes is seen by itself at once and by others after its commit. */
export type Unit = {
  /** The value before this unit changed it, in plain bytes. */
  read: (type: string, ids: string[]) => Promise<Map<string, Uint8Array>>;
  write: (type: string, id: string, value: Uint8Array | null) => void;
  /** What it changed so far. */
  changed: (type: string) => Map<string, Uint8Array | null>;
  /** A row that is committed together with the changes. */
  setJournal: (row: JournalRow) => void;
};

/** Storage failed or the lease is over, so the number's connection was cut. */
export class StorageFailure extends Error {
  override readonly name = 'StorageFailure';
}

export type UnitStoreParts = {
  auth: WhatsAppAuthStorage;
  cipher: NumberCipher;
  channel: HeldChannel;
  lease: Lease;
  clock: Clock;
  log: Log;
  /** Cuts the number's connection, at once. Called before the failure reaches whoever wrote. */
  onFailure: (error: unknown) => void;
};

/**
 * One number's keys. Whatever steps a Signal session runs as a unit: one after another, with its changes in one durable
 * write when it ends. They reach the keys themselves afterwards, in order, so reads look at what is on its way first.
 * It outlives sockets: an old and a new one meet here.
 */
export function createUnitStore({ auth, cipher, channel, lease, clock, log, onFailure }: UnitStoreParts) {
  const lock = new PQueue({ concurrency: 1 });
  const writing = new PQueue({ concurrency: 1 });
  const applying = createPacer(applyAll, applyPause);
  /** The latest values, `null` for none; `seq`: the unit that has yet to reach the keys, or 0. Used last comes last. */
  const latest = new Map<string, { value: Uint8Array | null; seq: number }>();
  let unapplied: KeyUnit[] = [];
  let nextSeq = 1;
  /** Begun and ended: what was read meanwhile may be as it was before. */
  let writes = 0;
  let isOpen = false;

  return {
    /** Shuts out former holders and applies what they or a failure left. Until it resolved there are no units. */
    open: (): Promise<void> =>
      lock.add(async () => {
        isOpen = false;
        await applying.run();
        requireLease(lease);
        const fence = await auth.fence(channel, clock.now());
        const left = await auth.listUnapplied(channel);
        for (let start = 0; start < left.length; start += applyBatch) {
          await auth.applyUnits(channel, left.slice(start, start + applyBatch));
        }
        unapplied = [];
        latest.clear();
        nextSeq = fence + 1;
        isOpen = true;
      }),

    isOpen: () => isOpen,

    /** Runs steps as one unit; what they changed is dropped when they throw. @throws StorageFailure */
    run: <Result>(steps: (unit: Unit) => Promise<Result>): Promise<Result> =>
      lock.add(async () => {
        if (!isOpen) throw new StorageFailure('The keys of this number can’t be stored just now.');
        const draft = createDraft();
        const result = await steps(draft.unit);
        await commit(draft);
        return result;
      }),

    /** Keys that no unit writes. */
    read: (type: string, ids: string[]): Promise<Map<string, Uint8Array>> => readLatest(type, ids),

    /** Writes keys that no unit writes. */
    write: (changes: KeyChange[]): Promise<void> =>
      writing.add(async () => {
        writes += 1;
        await guard(() => auth.setKeys(channel, changes.map(seal)));
        writes += 1;
        for (const { type, id, value } of changes) keepNew(type, id, { value, seq: 0 });
      }),

    /** Resolves when no unit runs and everything has reached the keys, as far as storage lets it. */
    async idle(): Promise<void> {
      await lock.onIdle();
      await applying.run();
    },
  };

  function createDraft() {
    const changes = new Map<string, Map<string, Uint8Array | null>>();
    const draft: { unit: Unit; changes: typeof changes; journal: JournalRow | null } = {
      changes,
      journal: null,
      unit: {
        read: (type, ids) => readInUnit(changes.get(type), type, ids),
        write(type, id, value) {
          const ofType = changes.get(type) ?? new Map<string, Uint8Array | null>();
          changes.set(type, ofType.set(id, value));
        },
        changed: (type) => new Map(changes.get(type)),
        setJournal(row) {
          draft.journal = row;
        },
      },
    };
    return draft;
  }

  async function readInUnit(
    own: Map<string, Uint8Array | null> | undefined,
    type: string,
    ids: string[],
  ): Promise<Map<string, Uint8Array>> {
    const others = ids.filter((id) => !own?.has(id));
    const found = await readLatest(type, others);
    for (const id of ids) {
      const value = own?.get(id);
      if (value) found.set(id, value);
    }
    return found;
  }

  async function readLatest(type: string, ids: string[]): Promise<Map<string, Uint8Array>> {
    const found = new Map<string, Uint8Array>();
    const missing: string[] = [];
    for (const id of ids) {
      const kind = kindOf(type, id);
      const known = latest.get(kind);
      if (known) keep(kind, known);
      if (known === undefined) missing.push(id);
      else if (known.value !== null) found.set(id, known.value);
    }
    if (missing.length === 0) return found;
    const writesBefore = writes;
    const stored = await guard(() => auth.getKeys(channel, type, missing));
    for (const { id, value } of stored) found.set(id, cipher.decrypt(value, kindOf(type, id)));
    if (writes !== writesBefore) return found;
    for (const id of missing) keepNew(type, id, { value: found.get(id) ?? null, seq: 0 });
    return found;
  }

  function keepNew(type: string, id: string, { value, seq }: { value: Uint8Array | null; seq: number }): void {
    if (seq > 0 || !isUsedOnce(type)) keep(kindOf(type, id), { value: value && takeOut(value), seq });
  }

  function keep(kind: string, entry: { value: Uint8Array | null; seq: number }): void {
    latest.delete(kind);
    latest.set(kind, entry);
    forgetOldest();
  }

  function forgetOldest(): void {
    if (latest.size <= keptKeys) return;
    for (const [oldest, { seq }] of latest) {
      if (latest.size <= keptKeys) break;
      if (seq === 0) latest.delete(oldest);
    }
  }

  async function commit({ changes, journal }: ReturnType<typeof createDraft>): Promise<void> {
    const plain = [...changes].flatMap(([type, values]) => [...values].map(([id, value]) => ({ type, id, value })));
    if (plain.length > 0 || journal !== null) {
      const unit = { seq: nextSeq, epoch: channel.epoch, changes: plain.map(seal), journal, at: clock.now() };
      await guard(() => auth.commitUnit(channel, unit));
      nextSeq += 1;
      for (const { type, id, value } of plain) keepNew(type, id, { value, seq: unit.seq });
      if (plain.length > 0) apply(unit);
    }
  }

  function apply(unit: KeyUnit): void {
    unapplied.push(unit);
    if (unapplied.length === applyBatch) void applying.run();
    else applying.wake();
  }

  /** Never rejects: what storage refuses now stays committed as units, and is tried with the next one. */
  async function applyAll(): Promise<void> {
    try {
      while (isOpen && lease.isHeld() && unapplied.length > 0) await applySome(unapplied.slice(0, applyBatch));
    } catch (error) {
      log.warn({ channelId: channel.channelId, reason: reasonOf(error) }, 'keys could not be written yet');
    }
  }

  async function applySome(batch: KeyUnit[]): Promise<void> {
    await auth.applyUnits(channel, batch);
    unapplied = unapplied.slice(batch.length);
    for (const { seq, changes } of batch) {
      for (const { type, id } of changes) {
        const entry = latest.get(kindOf(type, id));
        if (entry?.seq !== seq) continue;
        if (isUsedOnce(type)) latest.delete(kindOf(type, id));
        else entry.seq = 0;
      }
    }
    forgetOldest();
  }

  /** After a failure nobody knows what storage has: it is read anew by the next `open`. */
  async function guard<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      requireLease(lease);
      return await work();
    } catch (error) {
      isOpen = false;
      onFailure(error);
      throw new StorageFailure('The keys of this number can’t be stored just now.', { cause: error });
    }
  }

  function seal({ type, id, value }: KeyChange): KeyChange {
    return { type, id, value: value && cipher.encrypt(value, kindOf(type, id)) };
  }
}

export type UnitStore = ReturnType<typeof createUnitStore>;

/** A small Buffer is a piece of a pool, and all of the pool stays for as long as any piece does. */
function takeOut(value: Uint8Array): Uint8Array {
  const own = Buffer.allocUnsafeSlow(value.length);
  own.set(value);
  return own;
}

/** Linking makes hundreds of pre-keys. Each is read when somebody opens a session with it, and then removed. */
function isUsedOnce(type: string): boolean {
  return type === 'pre-key';
}

function kindOf(type: string, id: string): string {
  return `key/${type}/${id}`;
}
