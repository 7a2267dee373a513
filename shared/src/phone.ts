import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/**
 * Reads what people and programs write for a number: spaces, dashes, brackets, dots, a leading `+` or `00` and a JID's
 * ending (`4915112345678:3@s.whatsapp.net`) are taken off. No numbering plan is checked, since new ranges appear.
 * @returns `+` and digits, or `null` when it is no number.
 */
export function readPhone(input: string): string | null {
  const withoutJid = input.trim().replace(/(:\d+)?@(s\.whatsapp\.net|c\.us)$/i, '');
  const compact = withoutJid.replace(/[\s\-().\u00a0\u2010-\u2015]/g, '');
  const digits = compact.replace(/^(\+|00)/, '');
  return /^\d{7,15}$/.test(digits) ? `+${digits}` : null;
}

/**
 * Reads the JID of a customer who hides the number (`123456789012345@lid`).
 * @returns its digits, by which WhatsApp knows them, or `null` when it is none.
 */
export function readLid(input: string): string | null {
  return /^(\d{1,20})(:\d+)?@lid$/i.exec(input.trim())?.[1] ?? null;
}

/** The number as people of its country write it, for display alone; what can't be formatted is shown as it is. */
export function formatPhone(phoneNumber: string): string {
  return parsePhoneNumberFromString(phoneNumber)?.formatInternational() ?? phoneNumber;
}
