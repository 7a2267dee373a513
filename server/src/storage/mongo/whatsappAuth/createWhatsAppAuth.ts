import type { Connection, QueryFilter } from 'mongoose';
import type { ChannelRef } from '../../../domain/ports/whatsapp.ts';
import type { KeyChange, KeyUnit, WhatsAppAuthStorage } from '../../../domain/ports/whatsappAuth.ts';
import { duplicateKeyFields } from '../duplicateKey.ts';
import { toBytes } from './toBytes.ts';
import { createWhatsAppAuthModels, fromUnit, type UnitDocument } from './whatsappAuthModels.ts';

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
      const save = () =>
        credentials.updateOne(pick(channel), { $set: { value: Buffer.from(value) } }, { upsert: true });
      try {
        await save();
      } catch (error) {
        // Two first ones at once: the second finds a document now.
        if (!duplicateKeyFields(error)) throw error;
        await save();
      }
    },

    async getKeys(channel, type, ids) {
      if (ids.length === 0) return [];
      const found = await keys.find({ ...pick(channel), type, keyId: { $in: ids } }).lean();
      return found.map(({ keyId, value }) => ({ id: keyId, value: toBytes(value) }));
    },
    setKeys: writeKeys,

    async commitUnit(channel, unit) {
      // Not as a mongoose document, which looks at every byte of a buffer as if it were a field.
      await units.insertMany([fromUnit(pick(channel), unit)], { lean: true });
    },
    async lastUnit(channel) {
      const last = await units.findOne(pick(channel), { seq: 1 }).sort({ seq: -1 }).lean();
      return last?.seq ?? 0;
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
      await writeKeys(channel, lastOfEach(applied.flatMap(({ changes }) => changes)));
      const done = { ...pick(channel), seq: { $in: applied.map(({ seq }) => seq) } };
      // Applying and forgetting may cross: each marks its own part first, and whoever comes last deletes.
      await units.bulkWrite([
        { updateMany: { filter: done, update: { $set: { isApplied: true, changes: [] } } } },
        { deleteMany: { filter: { ...done, hash: null } } },
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
    async forgetJournalBefore(channel, at) {
      await forgetRows(channel, { hash: { $ne: null }, at: { $lt: new Date(at) } });
    },

    async clear(channel) {
      // The credentials first: without them nobody opens what a crash would leave.
      await credentials.deleteMany(pick(channel));
      await Promise.all([keys.deleteMany(pick(channel)), units.deleteMany(pick(channel))]);
    },
  };

  async function writeKeys(channel: ChannelRef, changes: KeyChange[]): Promise<void> {
    if (changes.length === 0) return;
    await keys.bulkWrite(
      changes.map(({ type, id, value }) => {
        const filter = { ...pick(channel), type, keyId: id };
        return value === null
          ? { deleteOne: { filter } }
          : { updateOne: { filter, update: { $set: { value: Buffer.from(value) } }, upsert: true } };
      }),
      { ordered: false },
    );
  }

  /** A row goes with its unit where the changes are applied; else the changes stay. */
  async function forgetRows(channel: ChannelRef, which: QueryFilter<UnitDocument>): Promise<void> {
    await units.bulkWrite([
      { updateMany: { filter: { ...which, ...pick(channel) }, update: { $set: { hash: null, entry: null } } } },
      { deleteMany: { filter: { ...pick(channel), isApplied: true, hash: null } } },
    ]);
  }
}

/** Only the owner, whatever else the caller's object holds. */
function pick({ workspaceId, channelId }: ChannelRef): ChannelRef {
  return { workspaceId, channelId };
}

/** The last change of each key: earlier ones need not be written. */
function lastOfEach(changes: KeyChange[]): KeyChange[] {
  return [...new Map(changes.map((change) => [`${change.type} ${change.id}`, change])).values()];
}

function toUnit(unit: UnitDocument): KeyUnit {
  return {
    seq: unit.seq,
    at: unit.at.getTime(),
    changes: unit.changes.map(({ type, keyId, value }) => ({ type, id: keyId, value: value && toBytes(value) })),
    journal: unit.hash === null || unit.entry === null ? null : { hash: unit.hash, entry: toBytes(unit.entry) },
  };
}
