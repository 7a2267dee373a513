import { isHostedLidUser, isHostedPnUser, isLidUser, isPnUser, jidDecode } from 'baileys';
import type { CustomerIdentity } from '../../domain/ports/whatsapp.ts';
import { decodeKey } from './keyCoding.ts';
import type { UnitStore } from './unitStore.ts';

/** Beyond this many, what is remembered is begun anew. */
const remembered = 20_000;

/** The business itself, as WhatsApp names it. */
export type OwnIdentity = { id: string; lid: string | null };

/** Unifies the two names under which WhatsApp knows a person: the phone number and the LID. */
export function createIdentities(store: Pick<UnitStore, 'read'>) {
  const lidByPhone = new Map<string, string>();
  const phoneByLid = new Map<string, string>();
  /** The chat that a customer wrote in last, by either name. */
  const chats = new Map<string, string>();

  return {
    /** Who a chat is with; `null` for groups, broadcasts and whatever else is no person. `alt` is the other name, where told. */
    async identify(jid: string | null | undefined, alt?: string | null): Promise<CustomerIdentity | null> {
      const names = [readName(jid), readName(alt)];
      if (!names[0]) return null;
      const phone = names.find((name) => name?.kind === 'phone')?.user ?? null;
      const lid = names.find((name) => name?.kind === 'lid')?.user ?? null;
      return toIdentity(
        phone ?? (lid === null ? null : await findMapped(phoneByLid, lid, `${lid}_reverse`)),
        lid ?? (phone === null ? null : await findMapped(lidByPhone, phone, phone)),
      );
    },

    /** Notes where a customer writes, so that receipts and typing go there. */
    rememberChat({ phoneNumber, lid }: CustomerIdentity, jid: string): void {
      if (chats.size > remembered) chats.clear();
      if (phoneNumber) chats.set(phoneNumber, jid);
      if (lid) chats.set(lid, jid);
    },

    /** The chat that the customer uses, as far as that is known. */
    chatOf(customer: CustomerIdentity): string {
      return chats.get(customer.phoneNumber ?? '') ?? chats.get(customer.lid ?? '') ?? toJid(customer);
    },
  };

  /** From what Baileys keeps of who is who. The network is not asked. */
  async function findMapped(known: Map<string, string>, user: string, id: string): Promise<string | null> {
    const before = known.get(user);
    if (before !== undefined) return before;
    const bytes = (await store.read('lid-mapping', [id])).get(id);
    if (!bytes) return null;
    const mapped = decodeKey('lid-mapping', bytes);
    if (known.size > remembered) known.clear();
    known.set(user, mapped);
    return mapped;
  }
}

export type Identities = ReturnType<typeof createIdentities>;

function toIdentity(phone: string | null, lid: string | null): CustomerIdentity {
  return { phoneNumber: phone === null ? null : `+${phone}`, lid };
}

function readName(jid: string | null | undefined): { kind: 'phone' | 'lid'; user: string } | null {
  const user = jidDecode(jid ?? undefined)?.user;
  if (!user || !jid) return null;
  if (isPnUser(jid) || isHostedPnUser(jid) || jid.endsWith('@c.us')) return { kind: 'phone', user };
  if (isLidUser(jid) || isHostedLidUser(jid)) return { kind: 'lid', user };
  return null;
}

/** Whether a chat with this JID is with a person; all others are left alone. */
export function isPerson(jid: string | undefined): boolean {
  return readName(jid) !== null;
}

/** Whether a JID names the business itself, on whichever of its devices. */
export function isSelf(jid: string | null | undefined, me: OwnIdentity): boolean {
  const name = readName(jid);
  return name !== null && (name.user === jidDecode(me.id)?.user || name.user === jidDecode(me.lid ?? undefined)?.user);
}

/** The phone number where it is known: WhatsApp leads it to the same chat. */
export function toJid({ phoneNumber, lid }: CustomerIdentity): string {
  return phoneNumber === null ? `${lid ?? ''}@lid` : `${phoneNumber.slice(1)}@s.whatsapp.net`;
}

/** `+` and digits of the business's own number. */
export function toOwnNumber(me: OwnIdentity): string {
  return `+${jidDecode(me.id)?.user ?? ''}`;
}
