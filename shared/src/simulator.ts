import { z } from 'zod';

/**
 * The control API of the WhatsApp simulator, under `/api/simulator`: what virtual phones and customers do, and what goes
 * wrong on the way. Phone numbers in inputs are whatever {@link readPhone} reads; in answers they are `+` and digits.
 */

const phoneInput = z.string().min(1).max(64);
const nameInput = z.string().trim().min(1).max(100);
const textInput = z.string().min(1).max(65_536);

export const createPhoneSchema = z.object({ phoneNumber: phoneInput, name: nameInput.nullish() });
export type CreatePhone = z.infer<typeof createPhoneSchema>;

/** Exactly one of the two: the text of a QR code, or the eight characters of a pairing code. */
export const linkPhoneSchema = z.object({
  qr: z.string().min(1).max(4096).nullish(),
  pairingCode: z.string().min(1).max(32).nullish(),
});
export type LinkPhone = z.infer<typeof linkPhoneSchema>;

/** Without `device` all linked devices are logged out. */
export const unlinkPhoneSchema = z.object({ device: z.number().int().positive().nullish() });
export type UnlinkPhone = z.infer<typeof unlinkPhoneSchema>;

export const phoneMessageSchema = z.object({ to: phoneInput, text: textInput });
export type PhoneMessage = z.infer<typeof phoneMessageSchema>;

/** How a customer's messages are addressed: by phone number, or by WhatsApp's opaque id ("LID"). */
export const addressingSchema = z.enum(['pn', 'lid']);

export const createCustomerSchema = z.object({
  phoneNumber: phoneInput,
  name: nameInput.nullish(),
  addressing: addressingSchema.nullish(),
  /** Messages that bear the opaque id do not tell the number. */
  hidesNumber: z.boolean().nullish(),
});
export type CreateCustomer = z.infer<typeof createCustomerSchema>;

export const changeCustomerSchema = z.object({
  online: z.boolean().nullish(),
  autoRead: z.boolean().nullish(),
  blocked: z.boolean().nullish(),
  addressing: addressingSchema.nullish(),
  hidesNumber: z.boolean().nullish(),
});
export type ChangeCustomer = z.infer<typeof changeCustomerSchema>;

export const simulatedMediaInputSchema = z.object({
  type: z.enum(['image', 'audio', 'video', 'document', 'sticker']),
  base64: z.string(),
  mimeType: z.string(),
  fileName: z.string().nullish(),
});
export type SimulatedMediaInput = z.infer<typeof simulatedMediaInputSchema>;

export const customerMessageSchema = z.object({
  to: phoneInput,
  text: textInput.nullish(),
  media: simulatedMediaInputSchema.nullish(),
  /** WhatsApp's id of a message in the same thread. */
  replyTo: z.string().min(1).max(128).nullish(),
});
export type CustomerMessage = z.infer<typeof customerMessageSchema>;

export const customerReadSchema = z.object({ with: phoneInput });
export const customerTypingSchema = z.object({ with: phoneInput, isTyping: z.boolean() });
export const threadQuerySchema = z.object({ with: phoneInput });

const phoneNumberInput = phoneInput.nullish();
const errorCode = z.number().int().min(400).max(599);

/**
 * `number` is the business's for `drop-socket`, `stream-error`, `refuse-logins`, `silence` and `refuse-media-conn`, the customer's for
 * the others; without it a fault is everyone's. The first two act once, at once; the others last until they are deleted.
 */
export const faultInputSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('drop-socket'), number: phoneNumberInput }),
  z.object({ kind: z.literal('stream-error'), number: phoneNumberInput, code: errorCode }),
  /** Linked devices that connect are turned away with this code, and so is who asks for a code to type on the phone. */
  z.object({ kind: z.literal('refuse-logins'), number: phoneNumberInput, code: errorCode }),
  /** Connections stay open, but nothing that is sent over them arrives, either way. */
  z.object({ kind: z.literal('silence'), number: phoneNumberInput }),
  /** Every stanza to the server's clients comes this much later. */
  z.object({ kind: z.literal('latency'), number: phoneNumberInput, ms: z.number().int().min(0).max(60_000) }),
  /** The server's acknowledgement of a sent message comes this much later. */
  z.object({ kind: z.literal('withhold-acks'), number: phoneNumberInput, seconds: z.number().min(0).max(3_600) }),
  /** Delivery and read receipts wait until the fault is deleted. */
  z.object({ kind: z.literal('withhold-receipts'), number: phoneNumberInput }),
  /** Every message and receipt comes twice, the very same stanza. */
  z.object({ kind: z.literal('duplicate-deliveries'), number: phoneNumberInput }),
  /** Receipts that follow each other closely come last first. */
  z.object({ kind: z.literal('reorder-receipts'), number: phoneNumberInput }),
  /** The customer's device asks once for every message again, as if it could not read it. */
  z.object({ kind: z.literal('retry-receipts'), number: phoneNumberInput }),
  /**
   * Messages reach linked devices as something that they can't read: encrypted wrongly the first `count` times, so that they
   * ask the phone again, or not encrypted for them at all. A phone that is offline answers when it is back.
   */
  z.object({
    kind: z.literal('unreadable-deliveries'),
    number: phoneNumberInput,
    count: z.number().int().min(1).max(10).nullish(),
    as: z.enum(['garbled', 'unavailable']).nullish(),
  }),
  /** Files can't be fetched or left at WhatsApp's media host: it answers 503, or with this code; 404 as for files that it has deleted. */
  z.object({
    kind: z.literal('withhold-media'),
    number: phoneNumberInput,
    code: errorCode.nullish(),
  }),
  /**
   * WhatsApp's media host is out of order: it breaks connections off (`reset`), says nothing until the fault is deleted (`silent`), leaves in the
   * middle of its answers (`cut-off`), or sends uploads to another address (`moved`), where they are taken.
   */
  z.object({
    kind: z.literal('break-media'),
    number: phoneNumberInput,
    as: z.enum(['reset', 'silent', 'cut-off', 'moved']),
  }),
  /** Linked devices that ask where WhatsApp's media host is get this code for an answer. */
  z.object({ kind: z.literal('refuse-media-conn'), number: phoneNumberInput, code: errorCode }),
  /** Messages are refused with this code and reach nobody. */
  z.object({ kind: z.literal('reject-sends'), number: phoneNumberInput, code: errorCode }),
]);
export type FaultInput = z.infer<typeof faultInputSchema>;

export const simulatedDeviceSchema = z.object({
  id: z.number(),
  platform: z.string(),
  /** ISO 8601. */
  linkedAt: z.string(),
  online: z.boolean(),
  /** Logged in and open just now. A second one replaces the first. */
  sockets: z.number(),
});
export type SimulatedDevice = z.infer<typeof simulatedDeviceSchema>;

export const simulatedPhoneSchema = z.object({
  phoneNumber: z.string(),
  name: z.string(),
  devices: z.array(simulatedDeviceSchema),
});
export type SimulatedPhone = z.infer<typeof simulatedPhoneSchema>;

export const simulatedCustomerSchema = z.object({
  phoneNumber: z.string(),
  name: z.string(),
  addressing: addressingSchema,
  hidesNumber: z.boolean(),
  online: z.boolean(),
  autoRead: z.boolean(),
  blocked: z.boolean(),
});
export type SimulatedCustomer = z.infer<typeof simulatedCustomerSchema>;

export const simulatedMediaSchema = z.object({
  mimeType: z.string(),
  fileName: z.string().nullable(),
  size: z.number(),
  sha256: z.string(),
});
export type SimulatedMedia = z.infer<typeof simulatedMediaSchema>;

/** One entry of a thread, as the device of its owner shows it. `fromMe`: written by the owner. */
export const simulatedMessageSchema = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  fromMe: z.boolean(),
  type: z.string(),
  text: z.string(),
  /** How often a readable copy of it came; phones show one entry all the same. */
  copies: z.number(),
  media: simulatedMediaSchema.nullable(),
  replyTo: z.string().nullable(),
  reactions: z.array(z.object({ from: z.string(), emoji: z.string() })),
  edited: z.boolean(),
  deleted: z.boolean(),
  /** Of what the owner wrote: how many ticks it has. Of what came: whether the owner has read it. */
  status: z.enum(['sent', 'delivered', 'read']),
  /** ISO 8601. */
  receivedAt: z.string(),
});
export type SimulatedMessage = z.infer<typeof simulatedMessageSchema>;

export const phonesResponseSchema = z.object({ phones: z.array(simulatedPhoneSchema) });
export const linkResponseSchema = z.object({ device: simulatedDeviceSchema });
export const unlinkResponseSchema = z.object({ unlinked: z.array(simulatedDeviceSchema) });
export const customersResponseSchema = z.object({ customers: z.array(simulatedCustomerSchema) });
export const messageSentResponseSchema = z.object({ id: z.string() });
export const threadResponseSchema = z.object({
  messages: z.array(simulatedMessageSchema),
  /** Whether the other side is typing, as far as the owner's device was told. */
  isTyping: z.boolean(),
});
export type ThreadResponse = z.infer<typeof threadResponseSchema>;

/** A fault that lasts, with its number as it is kept. */
export const simulatedFaultSchema = z.looseObject({ id: z.number(), kind: z.string(), number: z.string().nullable() });
export const faultsResponseSchema = z.object({ faults: z.array(simulatedFaultSchema) });
export type SimulatedFault = z.infer<typeof simulatedFaultSchema>;
