import { type CommandName, commandInputs } from '@erp-whatsapp/shared/commands';
import { channelsRequests } from '@erp-whatsapp/shared/dialects/channels';
import { authenticateSchema, type ErpRequest, erpRequests } from '@erp-whatsapp/shared/dialects/erp';
import { type RoomsRequest, roomsRequests } from '@erp-whatsapp/shared/dialects/rooms';
import { z } from 'zod';

/** An event as its own schema tells it: nothing here has to be kept up with the vocabulary. */
export type EventShape = {
  event: string;
  /** `null` for `authenticate`. For an event that is no command itself, the one that looks for what it names. */
  command: CommandName | null;
  schema: z.ZodType;
  /** None where the payload is no object. */
  fields: string[];
  /** A payload of the right types in which each field is there, optional or not. */
  example: Record<string, unknown>;
};

/** Every event that a client may send, `authenticate` among them. */
export function listEvents(): EventShape[] {
  return [
    describeEvent({ event: 'authenticate', command: null, schema: authenticateSchema }, authenticateSchema.shape),
    ...listRequests().map((event) => {
      const { command } = erpRequests[event];
      return describeEvent({ event, command, schema: commandInputs[command] }, commandInputs[command].out.shape);
    }),
    ...(['subscribe_channel', 'unsubscribe_channel'] as const).map((event) => {
      const schema = channelsRequests[event];
      return describeEvent({ event, command: 'getChannel', schema }, schema.out.shape);
    }),
    ...listRoomsRequests().map((event) => {
      const schema = roomsRequests[event] ?? z.unknown();
      return describeEvent({ event, command: 'getContact', schema }, {});
    }),
  ];
}

function listRoomsRequests(): RoomsRequest[] {
  return Object.keys(roomsRequests).filter((event): event is RoomsRequest => Object.hasOwn(roomsRequests, event));
}

function listRequests(): ErpRequest[] {
  return Object.keys(erpRequests).filter((event): event is ErpRequest => Object.hasOwn(erpRequests, event));
}

function describeEvent(event: Pick<EventShape, 'event' | 'command' | 'schema'>, shape: object): EventShape {
  const fields = Object.keys(shape);
  const example = Object.fromEntries(
    fields.map((field) => {
      const fitting = ['text', 1, true, ['text'], { url: 'text' }].find((value) =>
        isFitting(event.schema, field, value),
      );
      if (fitting === undefined) throw new Error(`give ${event.event} an example for its field ${field}`);
      return [field, fitting];
    }),
  );
  return { ...event, fields, example };
}

function isFitting(schema: z.ZodType, field: string, value: unknown): boolean {
  const issues = schema.safeParse({ [field]: value }).error?.issues ?? [];
  return issues.every(({ path }) => path[0] !== field);
}
