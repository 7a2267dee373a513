import type { Model } from 'mongoose';
import type { ContactStorage } from '../../../domain/ports/storage/contacts.ts';
import type { CustomerIdentity } from '../../../domain/ports/whatsapp.ts';
import { duplicateKeyFields } from '../duplicateKey.ts';
import { absorb } from './absorbContacts.ts';
import { asSeen, type ContactDocument, readNames, toNames, toStoredContact } from './contactModel.ts';
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
 * may take first. Each lost race means that one of them was taken, or that the team changed name or notes at that moment,
 * so twice as many tries are given.
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
      if (contact._id === other._id) {
        return await complete(
          contact,
          wanted,
          found.filter(({ _id }) => _id !== contact._id),
        );
      }
      if (!canMerge(other, contact)) return await complete(contact, { ...wanted, identity: nobody }, []);
      const merged = await merge(other, contact);
      return merged && (await complete(contact, wanted, [merged]));
    } catch (error) {
      if (!duplicateKeyFields(error)?.includes('identities')) throw error;
      return null;
    }
  }

  async function create({ workspaceId, newId, identity, name, at }: Wanted, identities: string[]): Promise<Found> {
    const document: ContactDocument = {
      _id: newId,
      workspaceId,
      ...toNames({ givenName: null, whatsappName: readName(name) }, identity),
      phoneNumber: identity.phoneNumber,
      lid: identity.lid,
      identities,
      createdAt: new Date(at),
    };
    await contacts.insertOne(document);
    return { contact: toStoredContact(document), isNew: true, isRenamed: false, merged: [] };
  }

  /**
   * Makes one contact another name of the other. @returns it as it is for good then; `null` when somebody else changed it
   * meanwhile
   */
  async function merge({ _id, workspaceId }: ContactDocument, into: ContactDocument): Promise<ContactDocument | null> {
    return contacts
      .findOneAndUpdate(
        { _id, workspaceId, phoneNumber: null, mergedInto: null },
        { $set: { mergedInto: into._id } },
        { returnDocument: 'after' },
      )
      .lean();
  }

  /**
   * Adds what the contact lacks; an identity that it has is never replaced by another one, and one that another document
   * holds stays there. @param others what was merged into it: names and notes of theirs are taken, too
   */
  async function complete(
    contact: ContactDocument,
    { identity, name }: Pick<Wanted, 'identity' | 'name'>,
    others: ContactDocument[],
  ): Promise<Found | null> {
    const phoneNumber = contact.phoneNumber ?? identity.phoneNumber;
    const lid = contact.lid ?? identity.lid;
    const absorbed = absorb(contact, others);
    const before = readNames(contact);
    const theirs = others.map((other) => readNames(other).whatsappName).find((each) => each !== null);
    const whatsappName = before.whatsappName ?? readName(name) ?? theirs ?? null;
    const naming = toNames({ givenName: absorbed.givenName ?? before.givenName, whatsappName }, { phoneNumber, lid });
    const taken = new Set(others.flatMap(({ identities }) => identities));
    const identities = listIdentities({ phoneNumber, lid }).filter((each) => !taken.has(each));
    const all = [...new Set([...contact.identities, ...identities])];
    const change = { phoneNumber, lid, identities: all, ...absorbed, ...naming };
    const merged = others.map(({ _id }) => _id);
    const isNumberNew = phoneNumber !== contact.phoneNumber;
    const isNameNew = naming.name !== contact.name;
    const isSame = !isNumberNew && !isNameNew && lid === contact.lid && whatsappName === before.whatsappName;
    if (isSame && absorbed.absorbed === undefined) {
      return { contact: toStoredContact(contact), isNew: false, isRenamed: false, merged };
    }
    const changed = await contacts
      .findOneAndUpdate(asSeen(contact), { $set: change }, { returnDocument: 'after' })
      .lean();
    return changed && { contact: toStoredContact(changed), isNew: false, isRenamed: isNumberNew || isNameNew, merged };
  }
}

/** Only one of whom nothing but a LID is known: who has another phone number of their own stays who they are. */
function canMerge({ phoneNumber }: ContactDocument, into: ContactDocument): boolean {
  return phoneNumber === null && into.phoneNumber !== null;
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

/** A name as WhatsApp tells it; `null` for one that says nothing. */
function readName(name: string | null): string | null {
  return name?.trim() || null;
}
