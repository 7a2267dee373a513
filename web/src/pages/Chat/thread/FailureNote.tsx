import type { ErrorCode } from '@erp-whatsapp/shared/errors';
import { useTranslation } from 'react-i18next';
import { en } from '#lib/texts/en.ts';
import { useAppDispatch } from '#store/hooks.ts';
import { retryMessage } from '#store/messages.ts';
import type { Row } from '#store/slices/row.ts';

/** Why a message did not go out, and the next step. */
export function FailureNote({ row, threadKey }: { row: Row; threadKey: string }) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const { error } = row;
  if (error === null) return null;

  const reason = isExplained(error.code) ? t(`reasons.${error.code}`) : error.message;
  if (row.status !== 'failed') {
    return row.status === 'pending' ? <p className={look}>{t('message.notConfirmed', { reason })}</p> : null;
  }
  return (
    <div className={look}>
      <p className="text-error">{t('message.failed', { reason })}</p>
      <button
        type="button"
        onClick={() => void dispatch(retryMessage(threadKey, row))}
        className="mb-4 min-h-6 font-medium text-accent-text underline underline-offset-2"
      >
        {t('message.retry')}
      </button>
    </div>
  );
}

const look = 'mt-1 max-w-80 border-bubble-line border-t pt-1 pb-1 text-preview';

function isExplained(code: ErrorCode): code is keyof typeof en.reasons {
  return Object.hasOwn(en.reasons, code);
}
