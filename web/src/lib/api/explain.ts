import type { LastDisconnect } from '@erp-whatsapp/shared/channel';
import type { ErrorCode, Failure } from '@erp-whatsapp/shared/errors';
import type { NoAnswer } from '#lib/socket/connection.ts';
import type { later } from '#lib/texts/en/later.ts';
import { texts } from '#lib/texts/i18n.ts';
import type { HttpErrorCode } from './http.ts';

/** What went wrong, as a sentence. */
export function explain({ code, message }: { code: HttpErrorCode; message: string }): string {
  if (code === 'UNREACHABLE') return texts.t('app.notReached');
  // The server's own sentence says more than its code, but it is English.
  return texts.language === 'en' ? message : texts.t(`errors.${code}`);
}

/** Why something that was asked was not done, as a sentence. */
export function explainRefusal({ code, error }: Pick<Failure | NoAnswer, 'code' | 'error'>): string {
  return explain({ code: code === 'NO_ANSWER' ? 'UNREACHABLE' : code, message: error });
}

/** Why WhatsApp is not connected, as a sentence; nothing where only the server knows it, in English. */
export function explainDisconnect({ reason, message }: LastDisconnect): string | null {
  if (texts.language === 'en') return message;
  return isKnownReason(reason) ? texts.t(`disconnects.${reason}`) : null;
}

/** Why a message did not go out, as the end of a sentence. */
export function explainFailure({ code, message }: { code: ErrorCode; message: string }): string {
  switch (code) {
    case 'NOT_ON_WHATSAPP':
    case 'CHANNEL_NOT_ACTIVE':
    case 'WINDOW_CLOSED':
    case 'OPTED_OUT':
    case 'NOT_FOUND':
    case 'FORBIDDEN':
    case 'PAYLOAD_TOO_LARGE':
    case 'INVALID_PHONE':
    case 'INTERNAL':
    case 'NOT_CONFIRMED':
      return texts.t(`reasons.${code}`);
    default:
      return explain({ code, message });
  }
}

function isKnownReason(reason: string): reason is keyof typeof later.disconnects {
  return texts.exists(`disconnects.${reason}`);
}
