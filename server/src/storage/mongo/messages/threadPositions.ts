import type { ThreadPosition } from '../../../domain/ports/storage/messages.ts';
import type { MessageDocument } from './messageModel.ts';

// Filters for a part of a thread. The first condition of each bounds the walk on the index; the second one leaves out what
// of the same instant does not belong to it.

export function isBefore({ createdAt, id }: ThreadPosition) {
  const time = new Date(createdAt);
  return { createdAt: { $lte: time }, $or: [{ createdAt: { $lt: time } }, { _id: { $lt: id } }] };
}

export function isUpTo({ createdAt, id }: ThreadPosition) {
  const time = new Date(createdAt);
  return { createdAt: { $lte: time }, $or: [{ createdAt: { $lt: time } }, { _id: { $lte: id } }] };
}

export function isAfter({ createdAt, id }: ThreadPosition) {
  const time = new Date(createdAt);
  return { createdAt: { $gte: time }, $or: [{ createdAt: { $gt: time } }, { _id: { $gt: id } }] };
}

export function toPosition(message: Pick<MessageDocument, 'createdAt' | '_id'> | undefined): ThreadPosition | null {
  return message ? { createdAt: message.createdAt.toISOString(), id: message._id } : null;
}
