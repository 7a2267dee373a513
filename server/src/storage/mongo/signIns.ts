import { type Connection, type Model, Schema } from 'mongoose';
import type { SignIn, SignInStorage } from '../../domain/ports/storage.ts';
import { ownerWorkspace, requiredString, schemaOptions } from './schemaOptions.ts';
import { acrossWorkspaces, workspaceBound } from './workspaceBound.ts';

export type SignInDocument = {
  _id: string;
  workspaceId: string;
  userId: string;
  current: string[];
  former: string | null;
  formerUntil: Date | null;
  expiresAt: Date;
};

export function createSignInModel(connection: Connection): Model<SignInDocument> {
  const schema = new Schema<SignInDocument>(
    {
      _id: requiredString,
      workspaceId: ownerWorkspace,
      userId: requiredString,
      current: { type: [String], required: true },
      former: { type: String, default: null },
      formerUntil: { type: Date, default: null },
      expiresAt: { type: Date, required: true },
    },
    schemaOptions,
  );
  schema.plugin(workspaceBound);
  schema.index({ workspaceId: 1, userId: 1 });
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<SignInDocument>('SignIn', schema, 'signIns');
}

/** All but one by the id alone: it is unguessable, and whoever holds it does not know its workspace yet. */
export function createSignInStorage(signIns: Model<SignInDocument>): SignInStorage {
  return {
    async create({ id, formerUntil, expiresAt, ...signIn }) {
      await signIns.insertOne({
        ...signIn,
        _id: id,
        formerUntil: formerUntil === null ? null : new Date(formerUntil),
        expiresAt: new Date(expiresAt),
      });
    },
    async find(id) {
      const found = await signIns.findOne({ _id: id }).setOptions(acrossWorkspaces).lean();
      return found && toSignIn(found);
    },
    async rotate({ id, used, next, formerUntil, expiresAt }) {
      const { matchedCount } = await signIns
        .updateOne(
          { _id: id, current: used },
          {
            $set: {
              'current.$': next,
              former: used,
              formerUntil: new Date(formerUntil),
              expiresAt: new Date(expiresAt),
            },
          },
        )
        .setOptions(acrossWorkspaces);
      return matchedCount === 1;
    },
    async addSuccessor({ id, former, next, now }) {
      const { matchedCount } = await signIns
        .updateOne({ _id: id, former, formerUntil: { $gt: new Date(now) } }, { $push: { current: next } })
        .setOptions(acrossWorkspaces);
      return matchedCount === 1;
    },
    async remove(id) {
      await signIns.deleteOne({ _id: id }).setOptions(acrossWorkspaces);
    },
    async removeOfUser(workspaceId, userId, keptId) {
      await signIns.deleteMany({ workspaceId, userId, ...(keptId === null ? {} : { _id: { $ne: keptId } }) });
    },
  };
}

function toSignIn({ _id, formerUntil, expiresAt, ...signIn }: SignInDocument): SignIn {
  const { workspaceId, userId, current, former } = signIn;
  return {
    id: _id,
    workspaceId,
    userId,
    current,
    former,
    formerUntil: formerUntil?.getTime() ?? null,
    expiresAt: expiresAt.getTime(),
  };
}
