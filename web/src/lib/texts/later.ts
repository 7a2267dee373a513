import { enLater } from './enLater.ts';
import { texts } from './i18n.ts';

// A page that shows one of these texts imports this file.
texts.addResourceBundle('en', 'translation', enLater, true);
