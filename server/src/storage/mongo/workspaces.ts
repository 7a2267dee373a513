import type { Workspace } from '@erp-whatsapp/shared/user';
import { type Connection, type Model, Schema } from 'mongoose';
import type { WorkspaceStorage } from '../../domain/ports/storage/accounts.ts';
import { duplicateKeyFields } from './duplicateKey.ts';
import { requiredString, schemaOptions } from './schemaOptions.ts';

export type WorkspaceDocument = { _id: string; isFirst?: boolean; name: string };

/** The one model that no workspace owns. */
export function createWorkspaceModel(connection: Connection): Model<WorkspaceDocument> {
  const schema = new Schema<WorkspaceDocument>(
    { _id: requiredString, isFirst: Boolean, name: requiredString },
    schemaOptions,
  );
  schema.index({ isFirst: 1 }, { unique: true, partialFilterExpression: { isFirst: true } });
  return connection.model<WorkspaceDocument>('Workspace', schema, 'workspaces');
}

export function createWorkspaceStorage(workspaces: Model<WorkspaceDocument>): WorkspaceStorage {
  return {
    async create({ id, name }) {
      await workspaces.insertOne({ _id: id, name });
    },
    async createFirst({ id, name }) {
      try {
        await workspaces.insertOne({ _id: id, isFirst: true, name });
        return true;
      } catch (error) {
        if (!duplicateKeyFields(error)?.includes('isFirst')) throw error;
        return false;
      }
    },
    async get(id) {
      const found = await workspaces.findOne({ _id: id }).lean();
      return found && toWorkspace(found);
    },
    async rename(id, name) {
      const renamed = await workspaces
        .findOneAndUpdate({ _id: id }, { $set: { name } }, { returnDocument: 'after' })
        .lean();
      return renamed && toWorkspace(renamed);
    },
    async isEmpty() {
      return (await workspaces.exists({})) === null;
    },
    async first() {
      const found = await workspaces.findOne().sort({ _id: 1 }).lean();
      return found && toWorkspace(found);
    },
  };
}

function toWorkspace({ _id, name }: WorkspaceDocument): Workspace {
  return { id: _id, name };
}
