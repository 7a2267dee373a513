import { type Role, roleSchema } from '@erp-whatsapp/shared/user';
import { type Connection, type Model, Schema } from 'mongoose';
import type { ApiKeyStorage, StoredApiKey } from '../../domain/ports/storage/accounts.ts';
import { ownerWorkspace, requiredString, schemaOptions } from './schemaOptions.ts';
import { acrossWorkspaces, workspaceBound } from './workspaceBound.ts';

export type ApiKeyDocument = {
  _id: string;
  workspaceId: string;
  name: string;
  role: Role;
  hash: string;
  createdAt: Date;
  lastUsedAt: Date | null;
};

export function createApiKeyModel(connection: Connection): Model<ApiKeyDocument> {
  const schema = new Schema<ApiKeyDocument>(
    {
      _id: requiredString,
      workspaceId: ownerWorkspace,
      name: requiredString,
      role: { type: String, required: true, enum: roleSchema.options },
      hash: requiredString,
      createdAt: { type: Date, required: true },
      lastUsedAt: { type: Date, default: null },
    },
    schemaOptions,
  );
  schema.plugin(workspaceBound);
  // Over all workspaces: a key leads to exactly one.
  schema.index({ hash: 1 }, { unique: true });
  schema.index({ workspaceId: 1, _id: 1 });
  return connection.model<ApiKeyDocument>('ApiKey', schema, 'apiKeys');
}

export function createApiKeyStorage(apiKeys: Model<ApiKeyDocument>): ApiKeyStorage {
  return {
    async create({ id, workspaceId, name, role, hash, createdAt, lastUsedAt }) {
      await apiKeys.insertOne({
        _id: id,
        workspaceId,
        name,
        role,
        hash,
        createdAt: new Date(createdAt),
        lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt),
      });
    },
    async list(workspaceId) {
      return (await apiKeys.find({ workspaceId }).sort({ _id: 1 }).lean()).map(toStoredApiKey);
    },
    async get(workspaceId, id) {
      const found = await apiKeys.findOne({ _id: id, workspaceId }).lean();
      return found && toStoredApiKey(found);
    },
    async findByHash(hash) {
      const found = await apiKeys.findOne({ hash }).setOptions(acrossWorkspaces).lean();
      return found && toStoredApiKey(found);
    },
    async noteUse(workspaceId, id, at) {
      await apiKeys.updateOne({ _id: id, workspaceId }, { $max: { lastUsedAt: new Date(at) } });
    },
    async remove(workspaceId, id) {
      const { deletedCount } = await apiKeys.deleteOne({ _id: id, workspaceId });
      return deletedCount === 1;
    },
  };
}

function toStoredApiKey({ _id, createdAt, lastUsedAt, ...key }: ApiKeyDocument): StoredApiKey {
  const { workspaceId, name, role, hash } = key;
  return {
    id: _id,
    workspaceId,
    name,
    role,
    hash,
    createdAt: createdAt.toISOString(),
    lastUsedAt: lastUsedAt?.toISOString() ?? null,
  };
}
