import { channelSchema, channelTypeSchema } from '@erp-whatsapp/shared/channel';
import { conversationSchema } from '@erp-whatsapp/shared/conversation';
import { messageSchema } from '@erp-whatsapp/shared/message';
import { preferencesSchema } from '@erp-whatsapp/shared/preferences';
import { z } from 'zod';
import type { Signal } from '../domain/ports/peers.ts';

const channelRef = { workspaceId: z.string(), channelId: z.string() };
const target = z.object({ ...channelRef, type: channelTypeSchema, phoneNumber: z.string().nullable() });
const customer = z.object({ phoneNumber: z.string().nullable(), lid: z.string().nullable() });

const fact = z.discriminatedUnion('name', [
  named('message:created', z.object({ message: messageSchema, mobileNo: z.string() })),
  named('message:updated', z.object({ message: messageSchema })),
  named('message:replaced', z.object({ message: messageSchema })),
  named('message:mediaSettled', z.object({ message: messageSchema })),
  named('conversation:updated', z.object({ conversation: conversationSchema })),
  named('preferences:updated', z.object({ userId: z.string(), preferences: preferencesSchema })),
  named('contact:updated', z.object({ contact: z.object({ id: z.string(), name: z.string(), mobileNo: z.string() }) })),
  named('channel:updated', z.object({ channel: channelSchema })),
  named('channel:qr', z.object({ channelId: z.string(), picture: z.string(), expiresAt: z.string() })),
  named('channel:pairingCode', z.object({ channelId: z.string(), code: z.string(), expiresAt: z.string() })),
  named('customer:typing', z.object({ conversationId: z.string(), customerId: z.string(), isTyping: z.boolean() })),
  named(
    'agent:typing',
    z.object({ conversationId: z.string(), userId: z.string(), name: z.string(), isTyping: z.boolean() }),
  ),
  named(
    'access:ended',
    z.object({ userId: z.string(), keptSignInId: z.string().nullable(), endedSignInId: z.string().exactOptional() }),
  ),
]);

const signal: z.ZodType<Signal> = z.discriminatedUnion('name', [
  z.object({ name: z.literal('fact'), fact }),
  z.object({ name: z.literal(['session:start', 'session:startOver']), target }),
  z.object({ name: z.literal('session:pairingCode'), target, phoneNumber: z.string() }),
  z.object({
    name: z.literal('session:typing'),
    channel: z.object(channelRef),
    typing: z.object({ customer, isTyping: z.boolean() }),
  }),
  z.object({ name: z.literal(['lease:released', 'lease:seized']), channel: z.object(channelRef) }),
]);

const envelope = z.object({ from: z.string(), signal: z.union([z.literal(['here', 'leaving']), signal]) });

/** What goes over the wire: who tells, and what. `here` shows that the way is open, `leaving` that no more will come. */
export type Envelope = z.output<typeof envelope>;

export function toWire({ from, signal }: Envelope): string {
  return `${beginWire(from)}${JSON.stringify(signal)}}`;
}

/** Whether that process tells it, without a look at what it tells. */
export function isFrom(text: string, name: string): boolean {
  return text.startsWith(beginWire(name));
}

function beginWire(from: string): string {
  return `{"from":${JSON.stringify(from)},"signal":`;
}

/** @returns `null` for what is no signal, or none that this version knows. */
export function fromWire(text: string): Envelope | null {
  try {
    return envelope.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function named<N extends string, P extends z.ZodType>(name: N, payload: P) {
  return z.object({ name: z.literal(name), workspaceId: z.string(), payload });
}
