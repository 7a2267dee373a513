import type { NoAnswer } from '#lib/socket/connection.ts';
import { texts } from '#lib/texts/i18n.ts';

type Refusal = { code: string; error: string } | NoAnswer;

/** Why something was not done, as a sentence: the server's own, where it said something. */
export function sayWhy({ code, error }: Refusal): string {
  return code === 'NO_ANSWER' ? texts.t('app.notReached') : error;
}
