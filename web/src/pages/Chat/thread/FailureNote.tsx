import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { explainFailure } from '#lib/api/explain.ts';
import { useAppDispatch } from '#store/hooks.ts';
import { retryMessage } from '#store/messages.ts';
import type { Row } from '#store/slices/row.ts';
import { usePane } from './pane.ts';

type FailureNoteProps = { row: Row; error: NonNullable<Row['error']>; threadKey: string };

/** Why a message did not go out, and the next step. */
export function FailureNote({ row, error, threadKey }: FailureNoteProps) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const reason = explainFailure(error);
  if (row.status !== 'failed') {
    return row.status === 'pending' ? <p className={look}>{t('message.notConfirmed', { reason })}</p> : null;
  }
  return (
    <div className={look}>
      <p className="text-error">{t('message.failed', { reason })}</p>
      <button
        type="button"
        // The list is one tab stop; a message's menu has this too.
        tabIndex={-1}
        onClick={() => void dispatch(retryMessage(threadKey, row))}
        className="mb-4 min-h-6 font-medium text-accent-text underline underline-offset-2"
      >
        {t('message.retry')}
      </button>
    </div>
  );
}

/** Stands beside the bubble; says at a click what happened and what to do. */
export function FailureMark({ rowKey }: { rowKey: string }) {
  const { t } = useTranslation();
  const pane = usePane();
  const label = t('message.whyFailed');
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={label}
      title={label}
      onClick={() => pane.change({ detailsOf: rowKey })}
      className="me-1 inline-flex size-7 shrink-0 items-center justify-center self-center rounded-full text-error hover:bg-hover pointer-coarse:size-11"
    >
      <CircleAlert aria-hidden="true" size={20} />
    </button>
  );
}

const look = 'mt-1 max-w-80 border-bubble-line border-t pt-1 pb-1 text-preview';
