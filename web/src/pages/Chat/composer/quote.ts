/** What is written, in its two parts: the lines that say what is answered, and the answer. */
export type Written = { quote: string; text: string };

/** As one text, the way it goes out and is kept as a draft. A quote alone is nothing yet. */
export function joinQuote({ quote, text }: Written): string {
  return quote === '' || text.trim() === '' ? text : `${quote}\n${text}`;
}

export function splitQuote(whole: string): Written {
  const [lines = ''] = /^(?:> [^\n]*\n)+/.exec(whole) ?? [];
  return { quote: lines.trimEnd(), text: whole.slice(lines.length) };
}
