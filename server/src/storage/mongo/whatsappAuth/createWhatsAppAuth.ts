import type { Connection, QueryFilter } from 'mongoose';
import type { ChannelRef, HeldChannel } from '../../../domain/ports/whatsapp.ts';
import {
  FencedError,
  type KeyChange,
  type KeyUnit,
  type WhatsAppAuthStorage,
} from '../../../domain/ports/whatsappAuth.ts';
import { duplicateKeyFields, retryLostUpsert } from '../duplicateKey.ts';
import { toBytes } from './toBytes.ts';
import { createWhatsAppAuthModels, fromUnit, toFence, type UnitDocument } from './whatsappAuthModels.ts';

/**
 * Keeps the linked numbers' keys in MongoDB. Resolves when its indexes stand. The connection's write concern must be
 * journalled.
 */
export async function createWhatsAppAuth(connection: Connection): Promise<WhatsAppAuthStorage> {
  const { credentials, keys, units } = createWhatsAppAuthModels(connection);
  for (const model of [credentials, keys, units]) await model.createIndexes();

  return {
    async loadCredentials(channel) {
      const found = await credentials.findOne(pick(channel)).lean();
      return found && toBytes(found.value);
    },
    async saveCredentials(channel, value) {
      const { epoch } = channel;
      await refuseFenced(() =>
        credentials.updateOne(
          { ...pick(channel), ...notAfter(epoch) },
          { $set: { value: Buffer.from(value), epoch } },
          { upsert: true },
        ),
      );
    },

    async getKeys(channel, type, ids) {
      if (ids.length === 0) return [];
      const found = await keys.find({ ...pick(channel), type, keyId: { $in: ids } }).lean();
      return found.flatMap(({ keyId, value }) => (value === null ? [] : [{ id: keyId, value: toBytes(value) }]));
    },
    setKeys: (channel, changes) =>
      writeKeys(
        channel,
        changes.map((change) => ({ ...change, isOfFormer: false })),
      ),

    fence: putUpFence,

    async commitUnit(channel, unit) {
      // Not as a mongoose document, which looks at every byte of a buffer as if it were a field.
      await insertUnit(fromUnit(pick(channel), unit));
    },
    async listUnapplied(channel) {
      const found = await units
        .find({ ...pick(channel), isApplied: false })
        .sort({ seq: 1 })
        .lean();
      return found.map(toUnit);
    },
    async applyUnits(channel, applied) {
      if (applied.length === 0) return;
      const changes = applied.flatMap((unit) =>
        unit.changes.map((change) => ({ ...change, isOfFormer: unit.epoch < channel.epoch })),
      );
      await writeKeys(channel, lastOfEach(changes));
      const seqs = applied.map(({ seq }) => seq);
      await units.bulkWrite([
        {
          updateMany: {
            filter: { ...pick(channel), seq: { $in: seqs } },
            update: { $set: { isApplied: true, changes: [] } },
          },
        },
        { deleteMany: { filter: { ...pick(channel), ...isSpent, seq: { $lt: Math.max(...seqs) } } } },
      ]);
    },

    async listJournal(channel) {
      const found = await units
        .find({ ...pick(channel), hash: { $ne: null } }, { hash: 1, isStored: 1 })
        .sort({ seq: 1 })
        .lean();
      return found.flatMap(({ hash, isStored }) => (hash === null ? [] : [{ hash, isStored }]));
    },
    async getJournalEntry(channel, hash) {
      const found = await units.findOne({ ...pick(channel), hash }, { entry: 1 }).lean();
      return found?.entry ? toBytes(found.entry) : null;
    },
    async markJournalStored(channel, hashes) {
      if (hashes.length === 0) return;
      await units.updateMany({ ...pick(channel), hash: { $in: hashes } }, { $set: { isStored: true } });
    },
    async forgetJournal(channel, hashes) {
      if (hashes.length > 0) await forgetRows(channel, { hash: { $in: hashes } });
    },
    async forgetBefore(channel, at) {
      const isOld = { at: { $lt: new Date(at) } };
      await forgetRows(channel, { hash: { $ne: null }, ...isOld });
      await units.updateMany({ ...pick(channel), isFence: true, ...isOld }, { $set: { isFence: false } });
    },

    async clear(channel, at) {
      const { epoch } = channel;
      // Whoever comes after a later holder stops here, and whoever opens the number from here on sees how it ends.
      const fence = await putUpFence(channel, at);
      // The credentials first: whoever finds none begins by clearing away the rest.
      await credentials.deleteMany({ ...pick(channel), ...notAfter(epoch) });
      await Promise.all([
        keys.deleteMany({ ...pick(channel), ...notAfter(epoch) }),
        units.deleteMany({ ...pick(channel), isFence: { $ne: true }, seq: { $lt: fence } }),
      ]);
    },
  };

  async function writeKeys(channel: HeldChannel, changes: WrittenChange[]): Promise<void> {
    if (changes.length === 0) return;
    const { epoch } = channel;
    await refuseFenced(() =>
      keys.bulkWrite(
        changes.map(({ type, id, value, isOfFormer }) => {
          const filter = { ...pick(channel), type, keyId: id, ...notAfter(epoch) };
          // A former holder may be in the middle of writing what it removed later: that must not bring it back.
          return value === null && !isOfFormer
            ? { deleteOne: { filter } }
            : { updateOne: { filter, update: { $set: { value: value && Buffer.from(value), epoch } }, upsert: true } };
        }),
        { ordered: false },
      ),
    );
  }

  /** A row goes with its unit, which is removed when its changes, and those of a later one, are applied. */
  async function forgetRows(channel: ChannelRef, which: QueryFilter<UnitDocument>): Promise<void> {
    await units.updateMany({ ...which, ...pick(channel) }, { $set: { hash: null, entry: null } });
  }

  async function putUpFence(channel: HeldChannel, at: number): Promise<number> {
    const last = await units.findOne(pick(channel), { seq: 1, epoch: 1 }).sort({ seq: -1 }).lean();
    if ((last?.epoch ?? 0) > channel.epoch) throw new FencedError();
    const seq = (last?.seq ?? 0) + 1;
    try {
      await insertUnit(toFence(channel, seq, at));
      return seq;
    } catch (error) {
      // A former holder's last commit came first.
      if (error instanceof FencedError) return putUpFence(channel, at);
      throw error;
    }
  }

  async function insertUnit(unit: UnitDocument): Promise<void> {
    try {
      await units.insertMany([unit], { lean: true });
    } catch (error) {
      throw duplicateKeyFields(error) ? new FencedError() : error;
    }
  }
}

type WrittenChange = KeyChange & { isOfFormer: boolean };

/** Nothing is left in it, and it is in nobody's way. */
const isSpent = { isApplied: true, hash: null, isFence: { $ne: true } } as const;

/** What no later holder has written. What was written before there were leases has no epoch. */
function notAfter(epoch: number) {
  return { epoch: { $not: { $gt: epoch } } };
}

/** An upsert that finds nothing to update and yet a document in its way has met a later holder's. */
async function refuseFenced(write: () => Promise<unknown>): Promise<void> {
  try {
    await retryLostUpsert(write);
  } catch (error) {
    throw duplicateKeyFields(error) ? new FencedError() : error;
  }
}

/** Only the owner, whatever else the caller's object holds. */
function pick({ workspaceId, channelId }: ChannelRef): ChannelRef {
  return { workspaceId, channelId };
}

/** The last change of each key: earlier ones need not be written. */
function lastOfEach(changes: WrittenChange[]): WrittenChange[] {
  return [...new Map(changes.map((change) => [`${change.type} ${change.id}`, change])).values()];
}

function toUnit(unit: UnitDocument): KeyUnit {
  return {
    seq: unit.seq,
    epoch: unit.epoch ?? 0,
    at: unit.at.getTime(),
    changes: unit.changes.map(({ type, keyId, value }) => ({ type, id: keyId, value: value && toBytes(value) })),
    journal: unit.hash === null || unit.entry === null ? null : { hash: unit.hash, entry: toBytes(unit.entry) },
  };
}
