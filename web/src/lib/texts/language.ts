import { followSettings, readSettings, type Settings } from '#lib/settings.ts';
import { texts } from './i18n.ts';

type Language = Exclude<Settings['language'], 'system'>;
type Translated = Exclude<Language, 'en'>;

/** Each language but English, which is always here, is files of their own. */
const load: Record<Translated, () => Promise<object[]>> = {
  es: async () => {
    const [{ first }, { later }] = await Promise.all([import('./es/first.ts'), import('./es/later.ts')]);
    return [first, later];
  },
};

/** Shows the language that was chosen, and follows a change of it. @returns, once the first one is there, what ends it. */
export async function followLanguage(): Promise<() => void> {
  const show = () => void showLanguage(readLanguage());
  const unfollow = followSettings(show);
  window.addEventListener('languagechange', show);
  await showLanguage(readLanguage());
  return () => {
    unfollow();
    window.removeEventListener('languagechange', show);
  };
}

/** The chosen language; else the first of the device's that the console speaks. */
function readLanguage(): Language {
  const { language } = readSettings();
  if (language !== 'system') return language;
  return navigator.languages.map(toPrimary).find(isSpoken) ?? 'en';
}

async function showLanguage(language: Language): Promise<void> {
  try {
    if (language !== 'en' && !texts.hasResourceBundle(language, 'translation')) {
      for (const part of await load[language]()) texts.addResourceBundle(language, 'translation', part, true);
    }
  } catch {
    // The file did not come. What is shown stays as it is, and the next change or start asks again.
    return;
  }
  // Another one may have been chosen meanwhile.
  if (language === readLanguage() && language !== texts.language) await texts.changeLanguage(language);
}

function toPrimary(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? '';
}

function isSpoken(language: string): language is Language {
  return language === 'en' || language in load;
}
