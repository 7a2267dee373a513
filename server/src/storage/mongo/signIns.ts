import { type Connection, type Model, Schema } from 'mongoose';
import type { PushSubscription } from '../../domain/ports/push.ts';
import type { SignIn, SignInStorage } from '../../domain/ports/storage/accounts.ts';
import { innerSchemaOptions, ownerWorkspace, requiredString, schemaOptions } from './schemaOptions.ts';
import { acrossWorkspaces, workspaceBound } from './workspaceBound.ts';

export type SignInDocument = {
  _id: string;
  workspaceId: string;
  userId: string;
  current: string[];
  former: string | null;
  formerUntil: Date | null;
  expiresAt: Date;
  userAgent?: string | null;
  createdAt?: Date | null;
  usedAt?: Date | null;
  /** Left out where the browser wants nothing pushed. */
  push?: PushSubscription;
};

export function createSignInModel(connection: Connection): Model<SignInDocument> {
  const push = new Schema<PushSubscription>(
    {
      endpoint: requiredString,
      p256dh: requiredString,
      auth: requiredString,
      showsText: { type: Boolean, required: true },
    },
    innerSchemaOptions,
  );
  const schema = new Schema<SignInDocument>(
    {
      _id: requiredString,
      workspaceId: ownerWorkspace,
      userId: requiredString,
      current: { type: [String], required: true },
      former: { type: String, default: null },
      formerUntil: { type: Date, default: null },
      expiresAt: { type: Date, required: true },
      userAgent: { type: String, default: null },
      createdAt: { type: Date, default: null },
      usedAt: { type: Date, default: null },
      push: { type: push, required: false },
    },
    schemaOptions,
  );
  schema.plugin(workspaceBound);
  schema.index({ workspaceId: 1, userId: 1 });
  const hasPush = { partialFilterExpression: { 'push.endpoint': { $gt: '' } } };
  schema.index({ workspaceId: 1, 'push.endpoint': 1 }, hasPush);
  schema.index({ 'push.endpoint': 1 }, hasPush);
  schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  return connection.model<SignInDocument>('SignIn', schema, 'signIns');
}

/** All but one by the id alone: it is unguessable, and whoever holds it does not know its workspace yet. */
export function createSignInStorage(signIns: Model<SignInDocument>): SignInStorage {
  return {
    async create({ id, formerUntil, expiresAt, createdAt, usedAt, ...signIn }) {
      await signIns.insertOne({
        ...signIn,
        _id: id,
        formerUntil: toDate(formerUntil),
        expiresAt: new Date(expiresAt),
        createdAt: toDate(createdAt),
        usedAt: toDate(usedAt),
      });
    },
    async find(id) {
      const found = await signIns.findOne({ _id: id }).setOptions(acrossWorkspaces).lean();
      return found && toSignIn(found);
    },
    async listOfUser(workspaceId, userId) {
      return (await signIns.find({ workspaceId, userId }).lean()).map(toSignIn);
    },
    async rotate({ id, used, next, formerUntil, expiresAt, usedAt }) {
      const { matchedCount } = await signIns
        .updateOne(
          { _id: id, current: used },
          {
            $set: {
              'current.$': next,
              former: used,
              formerUntil: new Date(formerUntil),
              expiresAt: new Date(expiresAt),
              usedAt: new Date(usedAt),
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

function toDate(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}

function toSignIn({ _id, formerUntil, expiresAt, createdAt, usedAt, ...signIn }: SignInDocument): SignIn {
  const { workspaceId, userId, current, former, userAgent = null } = signIn;
  return {
    id: _id,
    workspaceId,
    userId,
    current,
    former,
    formerUntil: formerUntil?.getTime() ?? null,
    expiresAt: expiresAt.getTime(),
    userAgent,
    createdAt: createdAt?.getTime() ?? null,
    usedAt: usedAt?.getTime() ?? null,
  };
}
