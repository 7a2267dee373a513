import type { Media } from '@erp-whatsapp/shared/media';
import { canBecome, compareInThread, isFurther, type Message, type MessageStatus } from '@erp-whatsapp/shared/message';

/** A message as the screen holds it. */
export type Row = Message & {
  /** `clientMessageId ?? id`, chosen once and kept for life, so that a list never takes it for another row. */
  key: string;
  /** Whether the server has it. Until then `id` is the `clientMessageId` and `createdAt` our own clock's. */
  isStored: boolean;
};

/** What is needed to send a message, after a reload too. One of `to` and `conversationId` is there. */
export type OutboxEntry = {
  clientMessageId: string;
  text: string;
  to: string | null;
  conversationId: string | null;
  /** The number that `to` is written to by; the default one where it is left out. */
  channelId?: string;
  replyTo: string | null;
  /** Its row's. What waits in a thread goes out in this order. */
  createdAt: string;
};

/** The thread's order, with what still waits to be stored at its end: nothing above it will move then. */
export function compareRows(a: Row, b: Row): number {
  const isWaitingA = isWaiting(a);
  if (isWaitingA !== isWaiting(b)) return isWaitingA ? 1 : -1;
  return compareInThread(a, b);
}

function isWaiting(row: Row): boolean {
  return !row.isStored && row.status === 'pending';
}

/** Takes in what the server says of a message. What it says may be older than what is known: status never goes back. */
export function mergeRow(known: Row, message: Message): Row {
  const isNewer = !known.isStored || message.seq >= known.seq;
  // What could not be read at first never becomes unreadable again.
  const isTaken = known.isPlaceholder === message.isPlaceholder ? isNewer : known.isPlaceholder;
  const base = isTaken ? message : known;
  const status = mergeStatus(known, { status: message.status, isNewer });
  return {
    ...base,
    key: known.key,
    isStored: true,
    media: keepShape(known.media, base.media),
    seq: isNewer ? message.seq : known.seq,
    status,
    error: status === message.status ? message.error : known.error,
    sentAt: known.sentAt ?? message.sentAt,
    deliveredAt: known.deliveredAt ?? message.deliveredAt,
    readAt: known.readAt ?? message.readAt,
  };
}

/** A picture that nobody had measured when it was first shown keeps the room that it was given then. */
function keepShape(known: Media | null, next: Media | null): Media | null {
  const isUnmeasured = known !== null && (known.width === null || known.height === null);
  return isUnmeasured && next !== null ? { ...next, width: null, height: null } : next;
}

/**
 * What comes in the wrong order only counts where it is further. A failed message becomes pending again by a retry alone,
 * which is a newer change of it.
 */
export function mergeStatus(known: Row, next: { status: MessageStatus; isNewer: boolean }): MessageStatus {
  const isRetried = next.isNewer && known.status === 'failed' && next.status === 'pending';
  const isStep = next.isNewer ? canBecome(known.status, next.status) : isFurther(next.status, known.status);
  return isRetried || isStep ? next.status : known.status;
}
