import type { Model } from 'mongoose';
import type { PushStorage } from '../../domain/ports/push.ts';
import type { SignInDocument } from './signIns.ts';
import { acrossWorkspaces } from './workspaceBound.ts';

/** Subscriptions are kept in their sign-ins: however one of these ends, nothing is pushed to it any more. */
export function createPushStorage(signIns: Model<SignInDocument>): PushStorage {
  return {
    async set({ workspaceId, userId, signInId }, push) {
      const { matchedCount } = await signIns.updateOne({ _id: signInId, workspaceId, userId }, { $set: { push } });
      if (matchedCount === 0) return false;
      // A browser has one address, whoever is signed in: whoever knows it has it from there.
      await signIns
        .updateMany({ _id: { $ne: signInId }, 'push.endpoint': push.endpoint }, { $unset: { push: '' } })
        .setOptions(acrossWorkspaces);
      return true;
    },

    async remove({ workspaceId, userId, signInId }) {
      await signIns.updateOne({ _id: signInId, workspaceId, userId }, { $unset: { push: '' } });
    },

    async list(workspaceId, now, limit) {
      const found = await signIns
        .find({ workspaceId, 'push.endpoint': { $gt: '' }, expiresAt: { $gt: new Date(now) } })
        .limit(limit)
        .lean();
      return found.flatMap(({ _id: signInId, userId, push }) =>
        push ? [{ workspaceId, userId, signInId, ...push }] : [],
      );
    },

    async forget(workspaceId, endpoint) {
      await signIns.updateMany({ workspaceId, 'push.endpoint': endpoint }, { $unset: { push: '' } });
    },
  };
}
