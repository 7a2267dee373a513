import type { Model } from 'mongoose';
import type { ContactDocument } from './contactModel.ts';

/** The contact that one is now: itself, or the end of what it was merged into. */
export async function followContact(
  contacts: Model<ContactDocument>,
  contact: ContactDocument,
): Promise<ContactDocument> {
  let current = contact;
  while (current.mergedInto) {
    const { workspaceId, mergedInto } = current;
    current = await contacts.findOne({ _id: mergedInto, workspaceId }).orFail().lean();
  }
  return current;
}
