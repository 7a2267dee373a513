import { z } from 'zod';
import { input } from './input.ts';

/** Bytes as base64url, of exactly `length`. */
function bytes(length: number) {
  const digits = Math.ceil((length * 4) / 3);
  return z.string().regex(new RegExp(`^[A-Za-z0-9_-]{${digits}}={0,2}$`), `must be ${length} bytes as base64url`);
}

/**
 * Where a browser wants to be told of messages, as its `PushSubscription` says. `showsText`: also what was written, not only
 * by whom.
 */
export const pushSubscriptionSchema = input({
  endpoint: z.url().max(2_000),
  keys: z.object({ p256dh: bytes(65), auth: bytes(16) }),
  showsText: z.boolean().default(true),
});
export type PushSubscriptionInput = z.output<typeof pushSubscriptionSchema>;

/** What is pushed, and read by the service worker. `text`: `null` where it is not to be shown. */
export const pushedMessageSchema = z.object({
  conversationId: z.string(),
  name: z.string(),
  text: z.string().nullable(),
  at: z.string(),
});
export type PushedMessage = z.infer<typeof pushedMessageSchema>;
