/** Up to two letters of a name; the last two digits of a number. */
export function toInitials(name: string): string {
  const words = name.trim().split(/\s+/).filter(startsWithLetter);
  const [first, last] = [words.at(0), words.length > 1 ? words.at(-1) : undefined];
  if (first !== undefined) return `${firstLetter(first)}${last === undefined ? '' : firstLetter(last)}`;
  return name.replace(/\D/g, '').slice(-2) || '?';
}

function startsWithLetter(word: string): boolean {
  return /^[\p{L}\p{N}]/u.test(word) && !/^\d/.test(word);
}

function firstLetter(word: string): string {
  return (Array.from(word)[0] ?? '').toLocaleUpperCase();
}
