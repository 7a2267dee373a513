import { type Connection, type Model, Schema } from 'mongoose';
import type { KeyUnit } from '../../../domain/ports/whatsappAuth.ts';
import { innerSchemaOptions, ownerWorkspace, requiredString, schemaOptions } from '../schemaOptions.ts';
import { workspaceBound } from '../workspaceBound.ts';

type Owned = { workspaceId: string; channelId: string };

export type CredentialsDocument = Owned & { value: Buffer };

/** One document a key. */
export type KeyDocument = Owned & { type: string; keyId: string; value: Buffer };

/**
 * One document a unit, so that its changes and its journal row are written at once or not at all. It goes when the
 * changes are applied and the row is forgotten.
 */
export type UnitDocument = Owned & {
  seq: number;
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
const requiredBytes = { type: Buffer, required: true } as const;

export function createWhatsAppAuthModels(connection: Connection): WhatsAppAuthModels {
  const credentials = new Schema<CredentialsDocument>({ ...owned, value: requiredBytes }, schemaOptions);
  credentials.plugin(workspaceBound);
  credentials.index({ workspaceId: 1, channelId: 1 }, { unique: true });

  const keys = new Schema<KeyDocument>(
    { ...owned, type: requiredString, keyId: requiredString, value: requiredBytes },
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
      seq: { type: Number, required: true },
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
    at: new Date(unit.at),
    isApplied: unit.changes.length === 0,
    changes: unit.changes.map(({ type, id, value }) => ({ type, keyId: id, value: value && Buffer.from(value) })),
    hash: unit.journal?.hash ?? null,
    entry: unit.journal && Buffer.from(unit.journal.entry),
    isStored: false,
  };
}
