import { CommandError } from '@erp-whatsapp/shared/errors';
import { type Role, roleSchema } from '@erp-whatsapp/shared/user';
import { type Connection, type Model, Schema } from 'mongoose';
import type { StoredUser, UserStorage } from '../../domain/ports/storage/accounts.ts';
import { duplicateKeyFields } from './duplicateKey.ts';
import { ownerWorkspace, requiredString, schemaOptions } from './schemaOptions.ts';
import { acrossWorkspaces, workspaceBound } from './workspaceBound.ts';

export type UserDocument = {
  _id: string;
  workspaceId: string;
  name: string;
  email: string;
  role: Role;
  passwordHash: string;
  isActive: boolean;
  /** Not there as long as nobody was seen. */
  lastSeenAt?: Date | null;
  /** Ids of conversations. Read only where they are asked for. */
  pinned?: string[];
  muted?: string[];
};

export function createUserModel(connection: Connection): Model<UserDocument> {
  const schema = new Schema<UserDocument>(
    {
      _id: requiredString,
      workspaceId: ownerWorkspace,
      name: requiredString,
      email: requiredString,
      role: { type: String, required: true, enum: roleSchema.options },
      passwordHash: requiredString,
      isActive: { type: Boolean, required: true },
      lastSeenAt: { type: Date, default: null },
      pinned: { type: [String], default: undefined, select: false },
      muted: { type: [String], default: undefined, select: false },
    },
    schemaOptions,
  );
  schema.plugin(workspaceBound);
  // Over all workspaces: an address signs in to exactly one.
  schema.index({ email: 1 }, { unique: true });
  schema.index({ workspaceId: 1, _id: 1 });
  // Who has muted a conversation is asked for each message that is pushed.
  schema.index({ workspaceId: 1, muted: 1 });
  return connection.model<UserDocument>('User', schema, 'users');
}

export function createUserStorage(users: Model<UserDocument>): UserStorage {
  return {
    async create({ id, lastSeenAt, ...user }) {
      try {
        await users.insertOne({ _id: id, ...user, lastSeenAt: lastSeenAt === null ? null : new Date(lastSeenAt) });
      } catch (error) {
        if (!duplicateKeyFields(error)?.includes('email')) throw error;
        throw new CommandError('CONFLICT', 'There is an account with this e-mail address already.');
      }
    },
    async get(workspaceId, id) {
      const found = await users.findOne({ _id: id, workspaceId }).lean();
      return found && toStoredUser(found);
    },
    async findByEmail(email) {
      const found = await users.findOne({ email }).setOptions(acrossWorkspaces).lean();
      return found && toStoredUser(found);
    },
    async list(workspaceId) {
      return (await users.find({ workspaceId }).sort({ _id: 1 }).lean()).map(toStoredUser);
    },
    async update(workspaceId, id, change) {
      const set = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      const changed = await users
        .findOneAndUpdate({ _id: id, workspaceId }, { $set: set }, { returnDocument: 'after' })
        .lean();
      return changed && toStoredUser(changed);
    },
    async getPreferences(workspaceId, id) {
      const found = await users.findOne({ _id: id, workspaceId }, { pinned: 1, muted: 1 }).lean();
      return found && { pinned: found.pinned ?? [], muted: found.muted ?? [] };
    },
    async addPreference(workspaceId, id, { list, conversationId, most }) {
      const hasRoom = { $or: [{ [list]: conversationId }, { [`${list}.${most - 1}`]: { $exists: false } }] };
      const { matchedCount } = await users.updateOne(
        { _id: id, workspaceId, ...hasRoom },
        { $addToSet: { [list]: conversationId } },
      );
      return matchedCount > 0;
    },
    async listPreferring(workspaceId, list, conversationIds) {
      const found = await users.find({ workspaceId, [list]: { $in: [...conversationIds] } }, { _id: 1 }).lean();
      return found.map(({ _id }) => _id);
    },
    async removePreference(workspaceId, id, { list, conversationIds }) {
      await users.updateOne({ _id: id, workspaceId }, { $pull: { [list]: { $in: [...conversationIds] } } });
    },
    async noteSeen(workspaceId, id, at) {
      await users.updateOne({ _id: id, workspaceId }, { $max: { lastSeenAt: new Date(at) } });
    },
  };
}

function toStoredUser({ _id, lastSeenAt, ...user }: UserDocument): StoredUser {
  const { workspaceId, name, email, role, passwordHash, isActive } = user;
  return {
    id: _id,
    workspaceId,
    name,
    email,
    role,
    passwordHash,
    isActive,
    lastSeenAt: lastSeenAt?.toISOString() ?? null,
  };
}
