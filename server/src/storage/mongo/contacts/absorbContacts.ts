import type { ContactDocument } from './contactModel.ts';

/** Stands between the notes of two contacts that turned out to be one. */
const line = '\n\n———\n\n';

/**
 * What a contact takes over of the team's name and notes of those that were merged into it, each of them once: whoever
 * takes a name away afterwards has taken it away.
 */
export function absorb(
  contact: ContactDocument,
  others: readonly ContactDocument[],
): Partial<Pick<ContactDocument, 'givenName' | 'notes' | 'absorbed'>> {
  const known = contact.absorbed ?? [];
  const due = others.filter(({ _id, givenName, notes }) => !known.includes(_id) && (givenName || notes));
  if (due.length === 0) return {};
  const notes = due.reduce((joined, other) => joinNotes(joined, other.notes), contact.notes);
  return {
    givenName: contact.givenName ?? due.find(({ givenName }) => givenName)?.givenName ?? null,
    ...(notes ? { notes } : {}),
    absorbed: [...known, ...due.map(({ _id }) => _id)],
  };
}

type Notes = ContactDocument['notes'];

/**
 * Both texts, with a line between. The revision is one that neither had, so that whoever is just writing in one of them
 * is told of the other.
 */
function joinNotes(own: Notes, other: Notes): Notes {
  if (!own || !other) return own ?? other;
  const texts = new Set([own.text, other.text].filter((text) => text.trim() !== ''));
  const later = own.updatedAt.getTime() >= other.updatedAt.getTime() ? own : other;
  return {
    text: [...texts].join(line),
    revision: Math.max(own.revision, other.revision) + 1,
    updatedAt: later.updatedAt,
    updatedBy: later.updatedBy,
  };
}
