import type { Model } from 'mongoose';
import type { DueMedia, MessageStorage } from '../../../domain/ports/storage/messages.ts';
import { acrossWorkspaces } from '../workspaceBound.ts';
import { type MessageDocument, mediaDue, oldestFirst, toMessage, toStoredMedia } from './messageModel.ts';
import { isAfter } from './threadPositions.ts';

/** The files of messages that are still to be fetched. */
export function createMediaDueStorage(
  messages: Model<MessageDocument>,
): Pick<MessageStorage, 'listMediaDue' | 'getMediaDue' | 'listMediaDueBefore' | 'setMedia'> {
  return {
    async listMediaDue({ workspaceId, channelId }, { after, limit }) {
      const found = await messages
        .find({ workspaceId, channelId, ...mediaDue, ...(after ? isAfter(after) : {}) })
        .sort(oldestFirst)
        .limit(limit)
        .lean();
      return found.flatMap(toDueMedia);
    },
    async getMediaDue(workspaceId, id) {
      const found = await messages
        .findOne({ _id: id, workspaceId, ...mediaDue })
        .select('+raw')
        .lean();
      const [due] = found ? toDueMedia(found) : [];
      return due ? { ...due, raw: found?.raw ?? null } : null;
    },
    async listMediaDueBefore(before, limit) {
      const found = await messages
        .find({ ...mediaDue, createdAt: { $lt: new Date(before) } })
        .setOptions(acrossWorkspaces)
        .sort(oldestFirst)
        .limit(limit)
        .lean();
      return found.flatMap((message) =>
        toDueMedia(message).map((due) => ({ ...due, workspaceId: message.workspaceId })),
      );
    },
    async setMedia(workspaceId, id, { media, at, seq }) {
      const changed = await messages
        .findOneAndUpdate(
          { _id: id, workspaceId, ...mediaDue },
          { $set: { media }, $unset: { isMediaDue: 1 }, $max: { seq, updatedAt: new Date(at) } },
          { returnDocument: 'after' },
        )
        .lean();
      return changed && toMessage(changed);
    },
  };
}

/** None where it has no file after all. */
function toDueMedia({ _id, messageType, media, createdAt }: MessageDocument): DueMedia[] {
  return media ? [{ id: _id, messageType, media: toStoredMedia(media), createdAt: createdAt.toISOString() }] : [];
}
