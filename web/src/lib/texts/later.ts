import { later } from './en/later.ts';
import { texts } from './i18n.ts';

// Whatever shows one of these texts imports this file. Other languages come whole.
texts.addResourceBundle('en', 'translation', later, true);
