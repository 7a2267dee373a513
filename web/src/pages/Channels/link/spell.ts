/** Letter by letter, since it is no word. */
export function spell(code: string): string {
  return code.split('').join(' ');
}
