import { type Connection, type Model, Schema } from 'mongoose';
import type { KeyUnit } from '../../../domain/ports/whatsappAuth.ts';
import { innerSchemaOptions, ownerWorkspace, requiredString, schemaOptions } from '../schemaOptions.ts';
import { workspaceBound } from '../workspaceBound.ts';

type Owned = { workspaceId: string; channelId: string };

/** `epoch`: of whoever wrote it last; what was written before there were leases has none. */
type Written = { epoch?: number };

export type CredentialsDocument = Owned & Written & { value: Buffer };

/** One document a key. `null`: a former holder removed it, and may still write it once more. */
export type KeyDocument = Owned & Written & { type: string; keyId: string; value: Buffer | null };

/**
 * One document a unit, so that its changes and its journal row are written at once or not at all. It goes when the
 * changes are applied, the row is forgotten, and a later unit is applied too: the highest number must not be given again. A
 * fence is a unit with nothing in it, and stays in the way of a late commit.
 */
export type UnitDocument = Owned & {
  seq: number;
  epoch?: number;
  isFence?: boolean;
  at: Date;
  isApplied: boolean;
  changes: { type: string; keyId: string; value: Buffer | null }[];
  hash: string | null;
  entry: Buffer | null;
  isStored: boolean;
};

export type WhatsAppAuthModels = {
  credentials: Model<CredentialsDocument>;
  keys: Model<KeyDocument>;
  units: Model<UnitDocument>;
};

const owned = { workspaceId: ownerWorkspace, channelId: requiredString } as const;
const writer = { epoch: Number } as const;

export function createWhatsAppAuthModels(connection: Connection): WhatsAppAuthModels {
  const credentials = new Schema<CredentialsDocument>(
    { ...owned, ...writer, value: { type: Buffer, required: true } },
    schemaOptions,
  );
  credentials.plugin(workspaceBound);
  credentials.index({ workspaceId: 1, channelId: 1 }, { unique: true });

  const keys = new Schema<KeyDocument>(
    { ...owned, ...writer, type: requiredString, keyId: requiredString, value: { type: Buffer, default: null } },
    schemaOptions,
  );
  keys.plugin(workspaceBound);
  keys.index({ workspaceId: 1, channelId: 1, type: 1, keyId: 1 }, { unique: true });

  const change = new Schema<UnitDocument['changes'][number]>(
    { type: requiredString, keyId: requiredString, value: { type: Buffer, default: null } },
    innerSchemaOptions,
  );
  const units = new Schema<UnitDocument>(
    {
      ...owned,
      ...writer,
      seq: { type: Number, required: true },
      isFence: Boolean,
      at: { type: Date, required: true },
      isApplied: { type: Boolean, required: true },
      changes: { type: [change], required: true },
      hash: { type: String, default: null },
      entry: { type: Buffer, default: null },
      isStored: { type: Boolean, required: true },
    },
    schemaOptions,
  );
  units.plugin(workspaceBound);
  units.index({ workspaceId: 1, channelId: 1, seq: 1 }, { unique: true });
  units.index({ workspaceId: 1, channelId: 1, isApplied: 1, seq: 1 });
  units.index({ workspaceId: 1, channelId: 1, hash: 1 });

  return {
    credentials: connection.model<CredentialsDocument>('WhatsAppCredentials', credentials, 'whatsappCredentials'),
    keys: connection.model<KeyDocument>('WhatsAppKey', keys, 'whatsappKeys'),
    units: connection.model<UnitDocument>('WhatsAppUnit', units, 'whatsappUnits'),
  };
}

export function fromUnit({ workspaceId, channelId }: Owned, unit: KeyUnit): UnitDocument {
  return {
    workspaceId,
    channelId,
    seq: unit.seq,
    epoch: unit.epoch,
    at: new Date(unit.at),
    isApplied: unit.changes.length === 0,
    changes: unit.changes.map(({ type, id, value }) => ({ type, keyId: id, value: value && Buffer.from(value) })),
    hash: unit.journal?.hash ?? null,
    entry: unit.journal && Buffer.from(unit.journal.entry),
    isStored: false,
  };
}

export function toFence(
  { workspaceId, channelId, epoch }: Owned & { epoch: number },
  seq: number,
  at: number,
): UnitDocument {
  const unit = fromUnit({ workspaceId, channelId }, { seq, epoch, at, changes: [], journal: null });
  return { ...unit, isFence: true };
}
