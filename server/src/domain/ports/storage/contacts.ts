import type { Contact } from '@erp-whatsapp/shared/contact';
import type { CustomerIdentity } from '../whatsapp.ts';

export type StoredContact = {
  id: string;
  workspaceId: string;
  /** What is shown: the one that the team gave, else WhatsApp's, else the number. */
  name: string;
  givenName: string | null;
  whatsappName: string | null;
  /** `+` and digits. */
  phoneNumber: string | null;
  lid: string | null;
};

/** `revision` grows with each change. */
export type ContactNotes = {
  text: string;
  revision: number;
  updatedAt: string;
  updatedBy: { id: string; name: string };
};

/** `notes`: `null` when nobody ever wrote any. */
export type StoredContactDetails = StoredContact & { notes: ContactNotes | null; createdAt: string };

/** Sets what is given. `base`: the revision that the new notes were made from; 0 for the first ones. */
export type ContactChange = {
  givenName?: string | null | undefined;
  notes?: { text: string; base: number; at: number; by: { id: string; name: string } } | undefined;
};

export type ContactStorage = {
  /** An id that was merged away leads to the contact that it is now; so do identities. */
  get: (workspaceId: string, id: string) => Promise<StoredContact | null>;
  /** By any of the identities; where they belong to two contacts, the one with the phone. */
  find: (workspaceId: string, identity: CustomerIdentity) => Promise<StoredContact | null>;
  /**
   * The contact with one of these identities, made when there is none, with the identities that it lacked added. Many at
   * once make one. Where phone and LID belong to two contacts, the one with the phone is answered, and the other is merged
   * into it, unless that has a phone number of its own. `name` is WhatsApp's and is taken when it had told none before; it
   * never replaces one that the team gave. `isRenamed`: its name or number is another one than before, and its conversations
   * are to hear of it. `merged`: which of those that were found are other names of it, now or before; conversations of theirs
   * are to be merged, too. The team's name of one that was merged is kept where the survivor has none, and notes of both are
   * joined, once.
   */
  findOrCreate: (wanted: {
    workspaceId: string;
    newId: string;
    identity: CustomerIdentity;
    name: string | null;
    at: number;
  }) => Promise<{ contact: StoredContact; isNew: boolean; isRenamed: boolean; merged: string[] }>;
  getDetails: (workspaceId: string, id: string) => Promise<StoredContactDetails | null>;
  /**
   * Changes the contact that the id is of, or leads to. Notes that say what is there already are no change.
   * @throws CommandError `CONFLICT` when the notes were changed since their `base`.
   */
  update: (
    workspaceId: string,
    id: string,
    change: ContactChange,
  ) => Promise<{ contact: StoredContactDetails; isRenamed: boolean } | null>;
  /** The ids of those that were merged into this one, one after another or one by way of another. */
  listFormerIds: (workspaceId: string, id: string) => Promise<string[]>;
  /** The ids of those that were merged into others. */
  listMerged: (workspaceId: string) => Promise<string[]>;
  list: (query: {
    workspaceId: string;
    search?: string | undefined;
    limit: number;
    cursor?: string | undefined;
  }) => Promise<{ data: Contact[]; nextCursor: string | null }>;
};
