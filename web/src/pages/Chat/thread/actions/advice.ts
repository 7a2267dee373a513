import type { ErrorCode } from '@erp-whatsapp/shared/errors';
import { texts } from '#lib/texts/i18n.ts';

/** What a person can do about a message that was not delivered. */
export function toAdvice(code: ErrorCode): string {
  switch (code) {
    case 'NOT_ON_WHATSAPP':
    case 'CHANNEL_NOT_ACTIVE':
    case 'WINDOW_CLOSED':
    case 'OPTED_OUT':
    case 'NOT_FOUND':
    case 'FORBIDDEN':
    case 'PAYLOAD_TOO_LARGE':
    case 'INVALID_PHONE':
    case 'NOT_CONFIRMED':
    case 'TEMPLATE_INVALID':
    case 'MEDIA_UNSUPPORTED':
    case 'MEDIA_UNREACHABLE':
    case 'INVALID_INPUT':
    case 'CONFLICT':
      return texts.t(`advice.${code}`);
    case 'NOT_AUTHENTICATED':
    case 'TOKEN_EXPIRED':
    case 'RATE_LIMITED':
    case 'WHATSAPP_REJECTED':
    case 'INTERNAL':
      return texts.t('advice.again');
  }
}
