import type { ErrorCode } from '@erp-whatsapp/shared/errors';
import { useTranslation } from 'react-i18next';
import { en } from '#lib/texts/en.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import { retryMessage, sendMessage } from '#store/messages.ts';
import type { Row } from '#store/slices/row.ts';

/** Why a message did not go out, and the next step. */
export function FailureNote({ row, threadKey }: { row: Row; threadKey: string }) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const canRetry = useAppSelector((state) => state.outbox.refused[row.key] !== undefined);
  const { error } = row;
  if (error === null) return null;

  const reason = isExplained(error.code) ? t(`reasons.${error.code}`) : error.message;
  if (row.status !== 'failed') {
    return row.status === 'pending' ? <p className={look}>{t('message.notConfirmed', { reason })}</p> : null;
  }
  // The server keeps what it stored; it goes out again as a new message.
  const again = canRetry
    ? () => dispatch(retryMessage(threadKey, row.key))
    : () => dispatch(sendMessage({ conversationId: row.conversationId, text: row.content }));
  return (
    <div className={look}>
      <p className="text-error">{t('message.failed', { reason })}</p>
      <button
        type="button"
        onClick={() => void again()}
        className="mb-4 min-h-6 font-medium text-accent-text underline underline-offset-2"
      >
        {canRetry ? t('message.retry') : t('message.sendAgain')}
      </button>
    </div>
  );
}

const look = 'mt-1 max-w-80 border-bubble-line border-t pt-1 pb-1 text-preview';

function isExplained(code: ErrorCode): code is keyof typeof en.reasons {
  return Object.hasOwn(en.reasons, code);
}
