import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './en.ts';
import type { enLater } from './enLater.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en & typeof enLater };
  }
}

/** The texts, for what is no component; components use `useTranslation()`. */
export const texts = i18next.createInstance();

// With the texts at hand this is done at once; the promise is for those that are fetched.
void texts.use(initReactI18next).init({
  initAsync: false,
  lng: 'en',
  resources: { en: { translation: en } },
  // React escapes what it shows.
  interpolation: { escapeValue: false },
});
