import type { Model } from 'mongoose';
import type { MessageStorage } from '../../../domain/ports/storage/messages.ts';
import { type MessageDocument, mediaDue, oldestFirst, toMessage, toStoredMedia } from './messageModel.ts';
import { isAfter } from './threadPositions.ts';

/** The files of messages that are still to be fetched. */
export function createMediaDueStorage(
  messages: Model<MessageDocument>,
): Pick<MessageStorage, 'listMediaDue' | 'setMedia'> {
  return {
    async listMediaDue({ workspaceId, channelId }, { after, limit }) {
      const found = await messages
        .find({ workspaceId, channelId, ...mediaDue, ...(after ? isAfter(after) : {}) })
        .select('+raw')
        .sort(oldestFirst)
        .limit(limit)
        .lean();
      return found.flatMap(({ _id, messageType, media, raw, createdAt }) =>
        media
          ? [
              {
                id: _id,
                messageType,
                media: toStoredMedia(media),
                raw: raw ?? null,
                createdAt: createdAt.toISOString(),
              },
            ]
          : [],
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
