import { texts } from '#lib/texts/i18n.ts';

/** Makes a format once for each language that is shown, with the customs of the viewer's own country where they speak it. */
export function perLocale<Format>(make: (locale: string) => Format): () => Format {
  const made = new Map<string, Format>();
  return () => {
    const locale = readLocale();
    const known = made.get(locale);
    if (known !== undefined) return known;
    const format = make(locale);
    made.set(locale, format);
    return format;
  };
}

function readLocale(): string {
  const { language } = texts;
  return navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
}
