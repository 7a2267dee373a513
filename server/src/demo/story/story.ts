import type { MessageError, MessageStatus } from '@erp-whatsapp/shared/message';

/** `phone`: typed on the business's own phone. */
export type Writer = 'customer' | 'phone' | 'leyla' | 'tom';

/**
 * When it was: `3d 14:05` is three days ago at that time of day, `25m` is so many minutes ago. What is a day ago or more stays
 * before 18:00, and minutes below 180, so that their order holds at any time of day.
 */
export type When = `${number}d ${number}:${number}` | `${number}m`;

export type Line = {
  when: When;
  by: Writer;
  text: string;
  /** How far a message of the business got; `read` unless said. `pending` goes out at the next start. */
  status?: MessageStatus;
  error?: MessageError;
  /** The customer's line that this one answers, counted from 0. */
  answers?: number;
};

export type Story = {
  name: string;
  phoneNumber: string;
  /** How the simulated customer's phone behaves from now on; `null` for a number that is not on WhatsApp. */
  phone: { isOnline: boolean; autoReads: boolean } | null;
  lines: readonly Line[];
  /** Nobody has read what the customer wrote after the last answer. */
  isUnread?: boolean;
};
