import { type SimulatedMedia, simulatedMediaSchema } from '@erp-whatsapp/shared/simulator';
import { z } from 'zod';
import type { Addressing } from '../protocol/jid.ts';
import type { Database } from './database.ts';
import { bytes, flag, toFlag } from './row.ts';

export type Reaction = { from: string; emoji: string };
export type EntryStatus = 'sent' | 'delivered' | 'read';

/** A message in a thread, as the phone of the thread's owner shows it. */
export type Entry = {
  owner: string;
  peer: string;
  id: string;
  fromMe: boolean;
  type: string;
  text: string;
  replyTo: string | null;
  copies: number;
  edited: boolean;
  deleted: boolean;
  reactions: Reaction[];
  /** Of an own message its ticks; of the peer's `delivered`, and `read` once the owner has read it. */
  status: EntryStatus;
  /** How the chat was addressed; receipts answer the same way. */
  addressing: Addressing;
  /** Its file, as far as the owner's phone could fetch and read it. */
  media: SimulatedMedia | null;
  /** The encoded message, to send it again or quote it. */
  content: Buffer;
  /** Milliseconds since 1970. */
  at: number;
};

export type NewEntry = Omit<Entry, 'copies' | 'edited' | 'deleted' | 'reactions'>;
export type EntryKey = Pick<Entry, 'owner' | 'peer' | 'id'> & { fromMe: boolean };

const ranks: Record<EntryStatus, number> = { sent: 0, delivered: 1, read: 2 };

const entrySchema = z
  .object({
    owner: z.string(),
    peer: z.string(),
    id: z.string(),
    from_me: flag,
    type: z.string(),
    text: z.string(),
    reply_to: z.string().nullable(),
    copies: z.number(),
    edited: flag,
    deleted: flag,
    reactions: z.string(),
    media: z.string().nullable(),
    status: z.enum(['sent', 'delivered', 'read']),
    addressing: z.enum(['pn', 'lid']),
    content: bytes,
    at: z.number(),
  })
  .transform(
    ({ from_me, reply_to, reactions, media, ...row }): Entry => ({
      ...row,
      fromMe: from_me,
      replyTo: reply_to,
      reactions: reactionsSchema.parse(JSON.parse(reactions)),
      media: media === null ? null : simulatedMediaSchema.parse(JSON.parse(media)),
    }),
  );

const reactionsSchema = z.array(z.object({ from: z.string(), emoji: z.string() }));

export type Entries = ReturnType<typeof createEntries>;

export function createEntries(database: Database) {
  const byKey = 'owner = ? AND peer = ? AND from_me = ? AND id = ?';

  function find({ owner, peer, fromMe, id }: EntryKey): Entry | undefined {
    const row = database.get(`SELECT * FROM entries WHERE ${byKey}`, owner, peer, toFlag(fromMe), id);
    return row && entrySchema.parse(row);
  }

  return {
    find,

    /** Either side's message of this id. */
    findAny(owner: string, peer: string, id: string): Entry | undefined {
      return find({ owner, peer, id, fromMe: true }) ?? find({ owner, peer, id, fromMe: false });
    },

    list(owner: string, peer: string): Entry[] {
      return database
        .all('SELECT * FROM entries WHERE owner = ? AND peer = ? ORDER BY row', owner, peer)
        .map((row) => entrySchema.parse(row));
    },

    listUnread(owner: string, peer: string): Entry[] {
      return database
        .all(
          `SELECT * FROM entries WHERE owner = ? AND peer = ? AND from_me = 0 AND status <> 'read' ORDER BY row`,
          ...[owner, peer],
        )
        .map((row) => entrySchema.parse(row));
    },

    /** Shows a message; another copy of one that is shown already is only counted. */
    show(entry: NewEntry): void {
      const { owner, peer, id, fromMe, type, text, replyTo, status, addressing, media, content, at } = entry;
      database.run(
        `INSERT INTO entries (owner, peer, id, from_me, type, text, reply_to, copies, status, addressing, media, content, at)
         VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?)
         ON CONFLICT (owner, peer, from_me, id) DO UPDATE SET copies = copies + 1`,
        ...[owner, peer, id, toFlag(fromMe), type, text, replyTo, status, addressing],
        ...[media && JSON.stringify(media), content, at],
      );
    },

    /** Ticks only ever move forward. */
    raiseStatus(key: EntryKey, status: EntryStatus): void {
      const entry = find(key);
      if (entry && ranks[status] > ranks[entry.status]) {
        update(key, 'status = ?', status);
      }
    },

    edit: (key: EntryKey, text: string) => update(key, 'edited = 1, text = ?', text),

    delete: (key: EntryKey) => update(key, 'deleted = 1, text = ?', ''),

    /** Sets or, with an empty `emoji`, takes back someone's reaction. */
    react(entry: Entry, { from, emoji }: Reaction): void {
      const others = entry.reactions.filter((reaction) => reaction.from !== from);
      update(entry, 'reactions = ?', JSON.stringify(emoji === '' ? others : [...others, { from, emoji }]));
    },
  };

  function update({ owner, peer, fromMe, id }: EntryKey, change: string, value: string): void {
    database.run(`UPDATE entries SET ${change} WHERE ${byKey}`, value, owner, peer, toFlag(fromMe), id);
  }
}
