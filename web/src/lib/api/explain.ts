import { texts } from '#lib/texts/i18n.ts';
import type { HttpError } from './http.ts';

/** What went wrong, as a sentence: the server's own, where it said something. */
export function explain({ code, message }: HttpError): string {
  return code === 'UNREACHABLE' ? texts.t('app.notReached') : message;
}
