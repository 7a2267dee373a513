import type { ConversationSummary, MessagesAdded } from '../../../domain/ports/storage/conversations.ts';
import { fromLastMessage, toMarks } from './conversationModel.ts';

/** A field that is not there comes before `null`, and that before every text. */
const isAfter = (a: unknown, b: unknown) => ({ $gt: [a, b] });

/** The update that counts messages in. It is one expression of what is stored, whoever else counts at the same time. */
export function countIn({ newest, count, unread, incomingAt, turn, seq }: MessagesAdded) {
  const lastMessage = fromLastMessage(newest);
  const marks = toMarks(turn);
  const { createdAt, id } = lastMessage;
  const isNewest = {
    $or: [
      isAfter(createdAt, '$lastMessage.createdAt'),
      { $and: [{ $eq: [createdAt, '$lastMessage.createdAt'] }, isAfter(id, '$lastMessage.id')] },
    ],
  };
  return [
    {
      $set: {
        totalMessages: { $add: ['$totalMessages', count] },
        unreadCount: { $add: ['$unreadCount', unread] },
        seq: { $max: ['$seq', seq] },
        incomingAt: { $max: ['$incomingAt', incomingAt] },
        updatedAt: { $max: ['$updatedAt', new Date()] },
        // What people write may look like an expression.
        lastMessage: { $cond: [isNewest, { $literal: lastMessage }, '$lastMessage'] },
        sortAt: { $cond: [isNewest, createdAt, '$sortAt'] },
        outgoingTo: { $max: ['$outgoingTo', marks.outgoingTo] },
        incomingTo: { $max: ['$incomingTo', marks.incomingTo] },
        waitingFrom: waitFrom(marks),
        ...bringBack(marks),
      },
    },
  ];
}

/** The update that makes a summary anew. */
export function summariseAs({
  newest,
  totalMessages,
  unreadCount,
  turn,
  seq,
}: Omit<ConversationSummary, 'conversationId'>) {
  const lastMessage = fromLastMessage(newest);
  const marks = toMarks(turn);
  return [
    {
      $set: {
        lastMessage: { $literal: lastMessage },
        sortAt: lastMessage.createdAt,
        totalMessages,
        unreadCount,
        seq: { $max: ['$seq', seq] },
        updatedAt: { $max: ['$updatedAt', new Date()] },
        ...marks,
        ...bringBack(marks),
      },
    },
  ];
}

type Marks = ReturnType<typeof toMarks>;

/**
 * The customer's first message since the business wrote: what was known before and what is new, each unless the business has
 * written since. It is nobody's to say, and `null`, where of either side an earlier one was given up and later ones are left:
 * which is the first of those is not known here. So it is with what was counted before there were turns.
 */
function waitFrom({ outgoingTo, incomingTo, waitingFrom }: Marks) {
  const isOpen = (first: unknown, last: unknown) => ({
    $and: [{ $not: [isAfter(first, '$$answered')] }, isAfter(last, '$$answered')],
  });
  const isOfBefore = { $and: [{ $eq: [{ $type: '$waitingFrom' }, 'missing'] }, isAfter('$totalMessages', 0)] };
  const unlessAnswered = (first: unknown) => ({ $cond: [isAfter(first, '$$answered'), first, null] });
  return {
    $let: {
      vars: { answered: { $max: ['$outgoingTo', outgoingTo, ''] } },
      in: {
        $cond: [
          { $or: [isOpen('$waitingFrom', '$incomingTo'), isOpen(waitingFrom, incomingTo), isOfBefore] },
          null,
          { $min: [unlessAnswered('$waitingFrom'), unlessAnswered(waitingFrom)] },
        ],
      },
    },
  };
}

/** By what comes after all that was counted before, and not by what is imported late. */
function bringBack({ outgoingTo, incomingTo }: Pick<Marks, 'outgoingTo' | 'incomingTo'>) {
  return {
    archived: { $cond: [isAfter(incomingTo, '$incomingTo'), null, { $ifNull: ['$archived', null] }] },
    isMarkedUnread: { $cond: [isAfter(outgoingTo, '$outgoingTo'), null, { $ifNull: ['$isMarkedUnread', null] }] },
  };
}
