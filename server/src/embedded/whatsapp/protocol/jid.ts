import { jidDecode } from 'baileys/lib/WABinary/index.js';

/** Whether a chat is addressed by phone number or by WhatsApp's opaque id for the person. */
export type Addressing = 'pn' | 'lid';

/** One device of an account: `number` is `+` and digits, device 0 is the phone itself. */
export type DeviceAddress = { number: string; device: number };

export type ParsedJid = { addressing: Addressing; user: string; device: number };

/** What an account is called on the wire. */
export type Names = { number: string; lid: string };

/** `undefined` for groups, broadcasts and whatever else is no person. */
export function parseJid(jid: string | undefined): ParsedJid | undefined {
  const decoded = jidDecode(jid);
  if (!decoded?.user) {
    return undefined;
  }
  const device = decoded.device ?? 0;
  switch (decoded.server) {
    case 's.whatsapp.net':
    case 'c.us':
      return { addressing: 'pn', user: decoded.user, device };
    case 'lid':
      return { addressing: 'lid', user: decoded.user, device };
    default:
      return undefined;
  }
}

/** The JID of an account's device; device 0 is written without its number. */
export function toJid(names: Names, addressing: Addressing, device = 0): string {
  const suffix = device === 0 ? '' : `:${device}`;
  return addressing === 'pn' ? `${names.number.slice(1)}${suffix}@s.whatsapp.net` : `${names.lid}${suffix}@lid`;
}
