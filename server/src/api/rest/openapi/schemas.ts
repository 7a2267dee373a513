import { contactCardSchema, failureSchema, messagesBetweenSchema } from '@erp-whatsapp/shared/answers';
import { channelSchema } from '@erp-whatsapp/shared/channel';
import { contactSchema } from '@erp-whatsapp/shared/contact';
import { conversationSchema } from '@erp-whatsapp/shared/conversation';
import { channelsFailureSchema } from '@erp-whatsapp/shared/dialects/channels';
import { errorTable } from '@erp-whatsapp/shared/errors';
import { messageSchema } from '@erp-whatsapp/shared/message';
import { simulatedMessageSchema } from '@erp-whatsapp/shared/simulator';
import { userSchema } from '@erp-whatsapp/shared/user';
import { z } from 'zod';

export type Schema = z.core.JSONSchema.BaseSchema;

const writtenSchema = z.custom<Schema>((value) => typeof value === 'object' && value !== null);

const names = z.registry<{ id: string; description: string }>();
names.add(messageSchema, { id: 'Message', description: 'A message, the same wherever it is told.' });
names.add(conversationSchema, { id: 'Conversation', description: 'One contact over one number.' });
names.add(contactSchema, { id: 'Contact', description: 'A customer, as lists have it.' });
names.add(contactCardSchema, { id: 'ContactCard', description: 'All that is known of one customer.' });
names.add(messagesBetweenSchema, { id: 'Thread', description: 'One page of a thread, oldest to newest.' });
names.add(channelSchema, { id: 'Channel', description: 'One WhatsApp number of a workspace.' });
names.add(userSchema, { id: 'User', description: 'A member of a workspace.' });
names.add(failureSchema, { id: 'Failure', description: '`error` is a sentence for a person.' });
names.add(channelsFailureSchema, { id: 'ChannelsFailure', description: '`message` is a sentence for a person.' });
names.add(simulatedMessageSchema, { id: 'SimulatedMessage', description: 'A message as a virtual phone shows it.' });

/** Writes the contract's schemas as JSON Schema, those that have a name once and by reference. */
export function createSchemas() {
  const named: Record<string, Schema> = {};

  /** @param io `input`: what may be sent, before defaults are filled in; `output`: what is answered */
  function write(schema: z.ZodType, io: 'input' | 'output'): Schema {
    const { $schema, $defs, ...written } = toJson(schema, io);
    Object.assign(named, $defs);
    return written;
  }

  return { named, write };
}

function toJson(schema: z.ZodType, io: 'input' | 'output'): Schema {
  const written = z.toJSONSchema(schema, { io, metadata: names, unrepresentable: 'any', override: simplify });
  const text = JSON.stringify(written).replaceAll('"#/$defs/', '"#/components/schemas/');
  return writtenSchema.parse(JSON.parse(text));
}

/** Leaves out what says nothing to a reader, and lets objects gain fields, as they may. */
function simplify({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodType; jsonSchema: Schema }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  // The contract has one kind of its own making: the codes of errors.
  if (zodSchema instanceof z.ZodCustom) Object.assign(jsonSchema, { type: 'string', enum: Object.keys(errorTable) });
}
