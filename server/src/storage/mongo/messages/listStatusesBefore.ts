import { canBecome, type MessageStatus, messageStatusSchema } from '@erp-whatsapp/shared/message';

/** The statuses from which a message may move on to `status`. */
export function listStatusesBefore(status: MessageStatus): MessageStatus[] {
  return messageStatusSchema.options.filter((from) => canBecome(from, status));
}
