import { isFurther } from '@erp-whatsapp/shared/message';
import { type Model, mongo } from 'mongoose';
import type { MessageMove, MessageStorage } from '../../../domain/ports/storage/messages.ts';
import { duplicateKey } from '../duplicateKey.ts';
import { type MessageDocument, oldestFirst, stampStatus } from './messageModel.ts';
import { isAfter } from './threadPositions.ts';

/** Each message is taken over by itself: cut off in the middle, all of them are in one of the two, and it can go on. */
export function createMoveMessages(messages: Model<MessageDocument>): MessageStorage['move'] {
  return async (workspaceId, move) => {
    const { from, withPending, after, limit } = move;
    const found = await messages
      .find({
        workspaceId,
        conversationId: from,
        ...(withPending ? {} : { status: { $ne: 'pending' } }),
        ...(after ? isAfter(after) : {}),
      })
      .sort(oldestFirst)
      .limit(limit)
      .lean();
    const united: string[] = [];
    for (const refused of await moveAll(found, move)) united.push(await unite(refused, move));
    const last = found.at(-1);
    return { last: last ? { createdAt: last.createdAt.toISOString(), id: last._id } : null, united };
  };

  /** @returns those that are there already, by WhatsApp's word */
  async function moveAll(found: MessageDocument[], move: MessageMove): Promise<MessageDocument[]> {
    if (found.length === 0) return [];
    try {
      await messages.bulkWrite(
        found.map((message) => ({ updateOne: toUpdate(message, move) })),
        { ordered: false },
      );
      return [];
    } catch (error) {
      if (!(error instanceof mongo.MongoBulkWriteError)) throw error;
      const refusals = [error.writeErrors].flat();
      const isOther = refusals.length === 0 || refusals.some(({ code }) => code !== duplicateKey);
      if (isOther || error.result.getWriteConcernError()) throw error;
      return refusals.flatMap(({ index }) => found[index] ?? []);
    }
  }

  /**
   * Two that are one message at WhatsApp become one: that of the survivor, but one that a client may send again under its
   * `clientMessageId`, or that can be read where the other can't, is kept. @returns its id
   */
  async function unite(message: MessageDocument, move: MessageMove): Promise<string> {
    const { workspaceId, channelId, isOutgoing, whatsappId } = message;
    const key = { workspaceId, channelId, conversationId: move.to, isOutgoing, whatsappId };
    const twin = await messages.findOne(key).lean();
    if (twin) {
      const [kept, dropped] = isBetter(message, twin) ? [message, twin] : [twin, message];
      if (!(await takeOver(kept, dropped, move))) return unite(message, move);
      await messages.deleteOne({ _id: dropped._id, workspaceId });
      if (kept === twin) return twin._id;
    }
    const { filter, update } = toUpdate(message, move);
    await messages.updateOne(filter, update);
    return message._id;
  }

  /** @returns whether the one that is kept was still as it was seen */
  async function takeOver(
    kept: MessageDocument,
    dropped: MessageDocument,
    { from, to }: MessageMove,
  ): Promise<boolean> {
    const { workspaceId } = kept;
    const isBehind = isFurther(dropped.status, kept.status);
    const { matchedCount } = await messages.updateOne(
      { _id: kept._id, workspaceId, status: kept.status },
      {
        $set: isBehind
          ? { status: dropped.status, error: dropped.error, ...stampStatus(kept, dropped.status, dropped.updatedAt) }
          : {},
        $max: { updatedAt: dropped.updatedAt },
      },
    );
    for (const conversationId of [from, to]) {
      const answers = await messages
        .find({ workspaceId, conversationId, replyTo: dropped._id })
        .sort(oldestFirst)
        .lean();
      const ids = answers.map(({ _id }) => _id);
      await messages.updateMany({ _id: { $in: ids }, workspaceId }, { $set: { replyTo: kept._id } });
    }
    return matchedCount === 1;
  }
}

function isBetter(message: MessageDocument, twin: MessageDocument): boolean {
  if (message.clientMessageId !== twin.clientMessageId) return twin.clientMessageId === null;
  return twin.isPlaceholder === true && message.isPlaceholder !== true;
}

/** What the customer wrote bears the contact as its sender, too. */
function toUpdate(message: MessageDocument, { from, to, contactId }: MessageMove) {
  const isFromCustomer = message.sender !== null && message.sender.id === message.contactId;
  return {
    filter: { _id: message._id, workspaceId: message.workspaceId, conversationId: from },
    update: {
      $set: { conversationId: to, contactId, ...(isFromCustomer ? { 'sender.id': contactId } : {}) },
    },
  };
}
