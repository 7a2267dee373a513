import { commandAnswers } from '@erp-whatsapp/shared/answers';
import { commandInputs } from '@erp-whatsapp/shared/commands';
import { channelsRequests } from '@erp-whatsapp/shared/dialects/channels';
import { erpRequests } from '@erp-whatsapp/shared/dialects/erp';
import { roomsRequests } from '@erp-whatsapp/shared/dialects/rooms';
import { errorTable } from '@erp-whatsapp/shared/errors';
import { z } from 'zod';
import { createSchemas } from '../../api/rest/openapi/schemas.ts';
import { simulatorRoutes } from '../../api/rest/openapi/simulatorRoutes.ts';
import {
  channelsAnswers,
  channelsEventNotes,
  channelsRequestNotes,
  erpEventNotes,
  erpRequestNotes,
  roomsAnswers,
  roomsEventNotes,
  roomsRequestNotes,
} from './eventNotes.ts';
import { channelsPayloads, erpPayloads, roomsPayloads } from './eventPayloads.ts';
import { printFields } from './printFields.ts';
import { printTable } from './printTable.ts';

/** What of the API's description is told here. */
export const callsSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(z.string(), z.object({ tags: z.array(z.string()), summary: z.string(), description: z.string() })),
  ),
});
type Calls = z.infer<typeof callsSchema>;
type Request = { event: string; payload: string; answer: string; note: string };

const { write } = createSchemas();

/**
 * The tables of the guide to the API that are made from the contract, by the names that they have there.
 * @param calls of a server on which everything is open that can be
 */
export function makeTables(calls: Calls): ReadonlyMap<string, string> {
  return new Map([
    ['calls', callTable(calls)],
    ['shapes', shapeTable()],
    ['erp requests', requestTable(listErpRequests())],
    ['erp events', eventTable(erpPayloads, erpEventNotes)],
    ['rooms requests', requestTable(listRoomsRequests())],
    ['rooms events', eventTable(roomsPayloads, roomsEventNotes)],
    ['channels requests', requestTable(listChannelsRequests())],
    ['channels events', eventTable(channelsPayloads, channelsEventNotes)],
    ['errors', errorList()],
  ]);
}

function listErpRequests(): Request[] {
  return keysOf(erpRequests).map((event) => {
    const { command, response } = erpRequests[event];
    return {
      event,
      payload: fieldsOf(commandInputs[command], 'input'),
      answer: `${response ?? 'acknowledgement'} ${fieldsOf(commandAnswers[command], 'output')}`,
      note: erpRequestNotes[event],
    };
  });
}

function listRoomsRequests(): Request[] {
  return keysOf(roomsRequests).map((event) => {
    const answer = roomsAnswers[event];
    return {
      event,
      payload: roomsRequests[event] === null ? '' : 'customerId',
      answer: `${answer} ${fieldsOf(roomsPayloads[answer], 'output')}`,
      note: roomsRequestNotes[event],
    };
  });
}

function listChannelsRequests(): Request[] {
  return keysOf(channelsRequests).map((event) => {
    const answer = channelsAnswers[event];
    return {
      event,
      payload: fieldsOf(channelsRequests[event], 'input'),
      answer: answer === null ? '' : `${answer} ${fieldsOf(channelsPayloads[answer], 'output')}`,
      note: channelsRequestNotes[event],
    };
  });
}

function requestTable(requests: readonly Request[]): string {
  return printTable(
    ['Client → server', 'Answer', 'What to know'],
    requests.map(({ event, payload, answer, note }) => [toCode(`${event} ${payload}`), toCode(answer), note]),
  );
}

/** Of events that are no answers: those that have a note. */
function eventTable<Name extends string>(
  payloads: Readonly<Record<Name, z.ZodType>>,
  notes: Readonly<Record<Name, string>>,
): string {
  return printTable(
    ['Server → client', 'What to know'],
    keysOf(notes).map((event) => [toCode(`${event} ${fieldsOf(payloads[event], 'output')}`), notes[event]]),
  );
}

/** What the other tables tell by its name. */
function shapeTable(): string {
  const { named, write } = createSchemas();
  for (const schema of Object.values(erpPayloads)) write(schema, 'output');
  const rows = Object.entries(named).map(([name, schema]) => [toCode(`${name} ${printFields(schema)}`)]);
  return printTable(['What has a name'], rows);
}

function callTable({ paths }: Calls): string {
  const calls = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { tags }]) => !tags.includes(simulatorRoutes.name))
      .map(([method, { summary, description }]) => [
        toCode(`${method.toUpperCase()} ${path}`),
        summary,
        description.replaceAll(/^For |\.$/g, ''),
      ]),
  );
  return printTable(['Call', 'What it does', 'For whom'], calls);
}

function errorList(): string {
  return printTable(
    ['Code', 'HTTP', 'The sentence that comes where there is no closer one'],
    Object.entries(errorTable).map(([code, { status, message }]) => [toCode(code), String(status), message]),
  );
}

function fieldsOf(schema: z.ZodType | undefined, io: 'input' | 'output'): string {
  return schema ? printFields(write(schema, io)) : '';
}

function toCode(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' ? '' : `\`${trimmed}\``;
}

/** The contract's maps have no other keys than those that their types name. */
function keysOf<T extends object>(map: T): (keyof T)[] {
  const isKey = (name: string | keyof T): name is keyof T => Object.hasOwn(map, name);
  const names: (string | keyof T)[] = Object.keys(map);
  return names.filter(isKey);
}
