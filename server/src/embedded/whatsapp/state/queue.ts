import { decodeBinaryNode, encodeBinaryNode } from 'baileys/lib/WABinary/index.js';
import { z } from 'zod';
import type { DeviceAddress } from '../protocol/jid.ts';
import type { Stanza } from '../protocol/stanza.ts';
import type { Database } from './database.ts';
import { bytes, toFlag } from './row.ts';

export type QueuedStanza = { row: number; stanza: Stanza };

/** Which stanza a client's receipt or ack is for. What is left out matches anything. */
export type Settlement = { class: string; id: string; peer?: string | undefined; type?: string | undefined };

const queuedSchema = z.object({ row: z.number(), stanza: bytes });

export type Queue = ReturnType<typeof createQueue>;

/** What each device has still to be given, or has not yet confirmed. */
export function createQueue(database: Database) {
  return {
    add({ number, device }: DeviceAddress, stanza: Stanza, isHeld = false): number {
      const { id = '', type = '', from = '' } = stanza.attrs;
      return database.insert(
        'INSERT INTO queue (number, device, class, id, type, peer, held, stanza) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        ...[number, device, stanza.tag, id, type, from, toFlag(isHeld), encodeBinaryNode(stanza)],
      );
    },

    /** Everything that waits for a device, oldest first, but for what a fault holds back. */
    async list({ number, device }: DeviceAddress): Promise<QueuedStanza[]> {
      const rows = database.all(
        'SELECT row, stanza FROM queue WHERE number = ? AND device = ? AND held = 0 ORDER BY row',
        ...[number, device],
      );
      return Promise.all(
        rows.map(async (row) => {
          const { row: number_, stanza } = queuedSchema.parse(row);
          return { row: number_, stanza: await decodeBinaryNode(stanza) };
        }),
      );
    },

    remove(row: number): void {
      database.run('DELETE FROM queue WHERE row = ?', row);
    },

    /** Forgets the oldest stanza that fits. @returns whether there was one. */
    settle({ number, device }: DeviceAddress, { class: kind, id, peer, type }: Settlement): boolean {
      const changed = database.run(
        `DELETE FROM queue WHERE row = (
           SELECT row FROM queue WHERE number = ? AND device = ? AND class = ? AND id = ? AND held = 0
             AND (? IS NULL OR peer = ?) AND (? IS NULL OR type = ?) ORDER BY row LIMIT 1)`,
        ...[number, device, kind, id, peer ?? null, peer ?? null, type ?? null, type ?? null],
      );
      return changed > 0;
    },

    /** Lets go what a fault held back. @returns what may be sent now, with whom it is for. */
    async release(): Promise<{ address: DeviceAddress; stanza: Stanza }[]> {
      const rows = database.all('UPDATE queue SET held = 0 WHERE held = 1 RETURNING row, number, device, stanza');
      const held = rows.map((row) => heldSchema.parse(row)).sort((a, b) => a.row - b.row);
      return Promise.all(
        held.map(async ({ number, device, stanza }) => ({
          address: { number, device },
          stanza: await decodeBinaryNode(stanza),
        })),
      );
    },
  };
}

const heldSchema = queuedSchema.extend({ number: z.string(), device: z.number() });
