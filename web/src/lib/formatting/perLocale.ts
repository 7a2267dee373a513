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

let last: { language: string; languages: readonly string[]; locale: string } | null = null;

/** Asked for each row that is drawn, and hardly ever another one. */
function readLocale(): string {
  const { language } = texts;
  const { languages } = navigator;
  if (last?.language === language && last.languages === languages) return last.locale;
  const locale = languages.find((tag) => tag.split('-')[0] === language) ?? language;
  last = { language, languages, locale };
  return locale;
}
