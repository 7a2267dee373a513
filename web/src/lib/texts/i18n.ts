import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { first } from './en/first.ts';
import type { later } from './en/later.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof first & typeof later };
  }
}

/** The texts, for what is no component; components use `useTranslation()`. */
export const texts = i18next.createInstance();

texts.on('languageChanged', (language) => {
  document.documentElement.lang = language;
  document.documentElement.dir = texts.dir(language);
});

// With the texts at hand this is done at once; the promise is for those that are fetched.
void texts.use(initReactI18next).init({
  initAsync: false,
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: first } },
  // React escapes what it shows.
  interpolation: { escapeValue: false },
});
