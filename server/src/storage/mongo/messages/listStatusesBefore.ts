import { canBecome, type MessageStatus, messageStatusSchema } from '@erp-whatsapp/shared/message';

/** The statuses from which a message may move on to `status`; `pending` again by a retry alone. */
export function listStatusesBefore(status: MessageStatus): MessageStatus[] {
  if (status === 'pending') return ['failed'];
  return messageStatusSchema.options.filter((from) => canBecome(from, status));
}
