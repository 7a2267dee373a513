import type { Model } from 'mongoose';
import type { ContactStorage } from '../../../domain/ports/storage.ts';
import type { CustomerIdentity } from '../../../domain/ports/whatsapp.ts';
import { duplicateKeyFields } from '../duplicateKey.ts';
import { type ContactDocument, toStoredContact } from './contactModel.ts';
import { followContact } from './followContact.ts';

type Wanted = Parameters<ContactStorage['findOrCreate']>[0];
type Found = Awaited<ReturnType<ContactStorage['findOrCreate']>>;

const nobody: CustomerIdentity = { phoneNumber: null, lid: null };

/** How each identity is written in `identities`. */
const toIdentity = {
  phone: (phoneNumber: string) => `phone:${phoneNumber}`,
  lid: (lid: string) => `lid:${lid}`,
} as const;

/**
 * A contact can be made, get its phone, get its LID, get its name and be merged into another: five steps that another one
 * may take first. Each lost race means that one of them was taken, so more tries than this can not be needed, and twice as
 * many are given.
 */
const maxTries = 10;

export function createFindOrCreateContact(contacts: Model<ContactDocument>): ContactStorage['findOrCreate'] {
  return async (wanted) => {
    const identities = listIdentities(wanted.identity);
    if (identities.length === 0) throw new Error('A contact needs a phone number or a LID.');
    for (let tries = 0; tries < maxTries; tries += 1) {
      const result = await tryOnce(wanted, identities);
      if (result) return result;
    }
    throw new Error('A contact kept changing while it was looked up.');
  };

  /** @returns `null` when somebody else changed the same contact meanwhile. */
  async function tryOnce(wanted: Wanted, identities: string[]): Promise<Found | null> {
    const { workspaceId } = wanted;
    const found = await findByIdentity(contacts, workspaceId, wanted.identity);
    const [first, second] = found;
    try {
      if (first === undefined) return await create(wanted, identities);
      const contact = await followContact(contacts, first);
      const other = second === undefined ? contact : await followContact(contacts, second);
      const isOne = contact._id === other._id || (await merge(other, contact));
      if (isOne === null) return null;
      if (!isOne) return await complete(contact, { ...wanted, identity: nobody }, []);
      return await complete(
        contact,
        wanted,
        found.filter(({ _id }) => _id !== contact._id),
      );
    } catch (error) {
      if (!duplicateKeyFields(error)?.includes('identities')) throw error;
      return null;
    }
  }

  async function create({ workspaceId, newId, identity, name, at }: Wanted, identities: string[]): Promise<Found> {
    const document: ContactDocument = {
      _id: newId,
      workspaceId,
      ...toName(name, identity),
      phoneNumber: identity.phoneNumber,
      lid: identity.lid,
      identities,
      createdAt: new Date(at),
    };
    await contacts.insertOne(document);
    return { contact: toStoredContact(document), isNew: true, isRenamed: false, merged: [] };
  }

  /**
   * Makes one contact another name of the other, if nothing but a LID is known of it: who has another phone number of their
   * own stays who they are. @returns whether it is one now; `null` when somebody else changed it meanwhile
   */
  async function merge({ _id, workspaceId, phoneNumber }: ContactDocument, into: ContactDocument) {
    if (phoneNumber !== null || into.phoneNumber === null) return false;
    const mergedNow = await contacts
      .findOneAndUpdate({ _id, workspaceId, phoneNumber: null, mergedInto: null }, { $set: { mergedInto: into._id } })
      .lean();
    return mergedNow ? true : null;
  }

  /**
   * Adds what the contact lacks; an identity that it has is never replaced by another one, and one that another document
   * holds stays there. @param others what was merged into it: a name of theirs is taken, too
   */
  async function complete(
    contact: ContactDocument,
    { identity, name }: Pick<Wanted, 'identity' | 'name'>,
    others: ContactDocument[],
  ): Promise<Found | null> {
    const phoneNumber = contact.phoneNumber ?? identity.phoneNumber;
    const lid = contact.lid ?? identity.lid;
    const known = name ?? others.find(({ hasName }) => hasName)?.name ?? null;
    const naming = contact.hasName ? {} : toName(known, { phoneNumber, lid });
    const taken = new Set(others.flatMap(({ identities }) => identities));
    const identities = listIdentities({ phoneNumber, lid }).filter((each) => !taken.has(each));
    const change = { phoneNumber, lid, identities: [...new Set([...contact.identities, ...identities])], ...naming };
    const merged = others.map(({ _id }) => _id);
    const isNumberNew = phoneNumber !== contact.phoneNumber;
    const isNameNew = 'name' in change && change.name !== contact.name;
    if (!isNumberNew && !isNameNew && lid === contact.lid) {
      return { contact: toStoredContact(contact), isNew: false, isRenamed: false, merged };
    }
    const { _id, workspaceId } = contact;
    const asSeen = { phoneNumber: contact.phoneNumber, lid: contact.lid, hasName: contact.hasName, mergedInto: null };
    const changed = await contacts
      .findOneAndUpdate({ _id, workspaceId, ...asSeen }, { $set: change }, { returnDocument: 'after' })
      .lean();
    return changed && { contact: toStoredContact(changed), isNew: false, isRenamed: isNumberNew || isNameNew, merged };
  }
}

/** The contacts that hold one of the identities, the one with the phone first. */
export async function findByIdentity(
  contacts: Model<ContactDocument>,
  workspaceId: string,
  identity: CustomerIdentity,
): Promise<ContactDocument[]> {
  const found = await contacts.find({ workspaceId, identities: { $in: listIdentities(identity) } }).lean();
  const { phoneNumber } = identity;
  return found.toSorted((a, b) => Number(b.phoneNumber === phoneNumber) - Number(a.phoneNumber === phoneNumber));
}

function listIdentities({ phoneNumber, lid }: CustomerIdentity): string[] {
  return [
    ...(phoneNumber === null ? [] : [toIdentity.phone(phoneNumber)]),
    ...(lid === null ? [] : [toIdentity.lid(lid)]),
  ];
}

function toName(name: string | null, { phoneNumber, lid }: CustomerIdentity): { name: string; hasName: boolean } {
  const given = name?.trim() ?? '';
  return given === '' ? { name: phoneNumber ?? lid ?? '', hasName: false } : { name: given, hasName: true };
}
