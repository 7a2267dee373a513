import { expect } from 'vitest';
import type { Client } from '../clients.ts';

const stored = ['message_sent', 'new_message', 'message_status_update', 'conversation_updated'];
const creations = ['message_sent', 'new_message'];

/** Fails where a client heard of one change twice, of a message's creation more than once, or of changes in another order. */
export function checkHearing(client: Client): void {
  const told = client.heard.flatMap(({ event, payload }) => (stored.includes(event) ? [readTold(event, payload)] : []));
  const keys = told.map(({ event, id, seq }) =>
    creations.includes(event) ? `${event} ${id}` : `${event} ${id} ${seq}`,
  );
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  const late = told.filter(({ event, id, seq }, index) =>
    told.slice(0, index).some((earlier) => earlier.id === id && (earlier.seq > seq || creations.includes(event))),
  );
  expect(late).toEqual([]);
}

function readTold(event: string, payload: unknown): { event: string; id: string; seq: number } {
  const { id, seq }: Record<string, unknown> = { ...(typeof payload === 'object' ? payload : {}) };
  if (typeof id !== 'string' || typeof seq !== 'number') throw new Error(`${event} names no stored change`);
  return { event, id, seq };
}
