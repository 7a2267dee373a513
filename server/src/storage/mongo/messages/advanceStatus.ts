import { canTakeOn } from '@erp-whatsapp/shared/message';
import type { Model } from 'mongoose';
import type { MessageStorage, SeenMessage } from '../../../domain/ports/storage/messages.ts';
import { type MessageDocument, stampStatus, toMessage } from './messageModel.ts';

/**
 * Compares and sets: the change holds for the status that was seen, and is made only while that still stands. Each time
 * it does not, another change of the same message was made instead, of which there are a handful.
 */
export function createAdvanceStatus(messages: Model<MessageDocument>): MessageStorage['advanceStatus'] {
  return async (workspaceId, id, { status, error, at, transmittedAt, seq, seen: first }) => {
    for (let seen = first ?? (await read(workspaceId, id)); ; seen = await read(workspaceId, id)) {
      if (!seen || !canTakeOn(seen, { status, transmittedAt })) return null;
      const time = new Date(at);
      const advanced = await messages
        .findOneAndUpdate(
          { _id: id, workspaceId, status: seen.status },
          {
            $set: {
              status,
              error: status === 'failed' ? error : null,
              ...stampStatus(readStamps(seen), status, time),
            },
            $max: { seq, updatedAt: time },
          },
          { returnDocument: 'after' },
        )
        .lean();
      if (advanced) return toMessage(advanced);
    }
  };

  async function read(workspaceId: string, id: string): Promise<SeenMessage | null> {
    const found = await messages.findOne({ _id: id, workspaceId }).lean();
    return found && toMessage(found);
  }
}

function readStamps({ sentAt, deliveredAt, readAt }: SeenMessage) {
  const toDate = (time: string | null) => (time === null ? null : new Date(time));
  return { sentAt: toDate(sentAt), deliveredAt: toDate(deliveredAt), readAt: toDate(readAt) };
}
