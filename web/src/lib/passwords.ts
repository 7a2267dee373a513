/** How hard a password is to guess. `short`: it would be refused. */
export type PasswordStrength = 'short' | 'weak' | 'fair' | 'strong';

/** What the server takes. In characters. */
const shortest = 8;
const longest = 512;

// 32 letters and digits that nobody mixes up when reading them out: each is five bits.
const alphabet = 'abcdefghijkmnpqrstuvwxyz23456789';
const groups = 4;
const groupLength = 4;

/** A password of 80 bits that can still be read out and typed: `k7mq-w2xr-9htd-v4pn`. */
export function makePassword(): string {
  const letters = Array.from(
    crypto.getRandomValues(new Uint8Array(groups * groupLength)),
    (byte) => alphabet[byte % 32],
  );
  return Array.from({ length: groups }, (_, group) =>
    letters.slice(group * groupLength, (group + 1) * groupLength).join(''),
  ).join('-');
}

/** What is wrong with a new password, as the key of a text; `null` when nothing is. */
export function checkNewPassword(password: string): 'form.passwordShort' | 'form.passwordLong' | null {
  if (password.length < shortest) return 'form.passwordShort';
  return password.length > longest ? 'form.passwordLong' : null;
}

/**
 * A rough measure: length counts most, then how many different characters there are. What contains one of `known` (a name,
 * an address) or is on every guesser's first page is weak, however long.
 */
export function ratePassword(password: string, known: readonly string[] = []): PasswordStrength {
  if (password.length < shortest) return 'short';
  const plain = password.toLowerCase();
  const words = [...commonParts, ...known.flatMap((text) => text.toLowerCase().split(/[\s@.]+/))];
  const rest = words.filter((word) => word.length > 3).reduce((left, word) => left.replaceAll(word, ''), plain);
  const variety = new Set(rest).size;
  const effective = variety + Math.min(rest.length, 2 * variety) / 2;
  if (effective < 11) return 'weak';
  return effective < 16 ? 'fair' : 'strong';
}

const commonParts = [
  'password',
  'passwort',
  'qwertz',
  'qwerty',
  'asdf',
  'admin',
  'welcome',
  'letmein',
  '1234',
  '2345',
  '5678',
  'abcd',
];
