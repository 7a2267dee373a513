import { messageStatusSchema } from '@erp-whatsapp/shared/message';
import { z } from 'zod';
import { killPoints, weaknesses } from './killPoints.ts';

/** What a process waits for before it opens anything. */
export const beginningSchema = z.object({
  /** Takes over what a former process knew of people's devices. */
  keepsDevices: z.boolean(),
  /** In what it is less careful than the product. */
  weakness: z.enum(weaknesses).nullable(),
});
export type Beginning = z.infer<typeof beginningSchema>;

/** What a test asks of the process that it is to kill. */
const askedSchema = z.discriminatedUnion('ask', [
  z.object({ ask: z.literal('arm'), point: z.enum(killPoints), straw: z.string().optional(), times: z.number() }),
  /** `text` is its own `clientMessageId`: asking again is a client's second try. */
  z.object({ ask: z.literal('send'), to: z.string(), text: z.string() }),
  z.object({ ask: z.literal('thread'), business: z.string(), customer: z.string() }),
  z.object({ ask: z.literal('unstored') }),
]);
export type Asked = z.infer<typeof askedSchema>;

export const requestSchema = z.object({ id: z.number(), asked: askedSchema });
export type Request = z.infer<typeof requestSchema>;

/** What the process says: its number's QR, that it is connected, and its answers. */
export const saidSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('qr'), qr: z.string() }),
  z.object({ kind: z.literal('active') }),
  z.object({ kind: z.literal('answer'), id: z.number(), answer: z.unknown() }),
  z.object({ kind: z.literal('refusal'), id: z.number(), reason: z.string() }),
]);
export type Said = z.infer<typeof saidSchema>;

/** A thread as the domain has it. */
export const threadSchema = z.array(
  z.object({ content: z.string(), isOutgoing: z.boolean(), status: messageStatusSchema }),
);
/** How many rows of the journal hold what nobody has stored. */
export const countSchema = z.number();
