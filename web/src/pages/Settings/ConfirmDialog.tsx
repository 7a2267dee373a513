import type { ReactNode, RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useAct } from '#hooks/useAct.ts';
import { ConfirmDialog as Question } from '#ui/ConfirmDialog.tsx';

type ConfirmDialogProps = {
  title: string;
  confirmLabel: string;
  isDanger?: boolean;
  /** Closes the dialog by itself when it worked; rejects with an `HttpError`, which is shown. */
  onConfirm: () => Promise<void>;
  onClose: () => void;
  finalFocus?: RefObject<HTMLElement | null>;
  /** What it means. */
  children: ReactNode;
};

/** Asks, does it, and says why it did not work. */
export function ConfirmDialog({ confirmLabel, onConfirm, ...rest }: ConfirmDialogProps) {
  const { t } = useTranslation();
  const { isBusy, refusal, act } = useAct();
  const labels = { close: t('app.close'), cancel: t('app.cancel'), confirm: confirmLabel };
  return <Question {...rest} {...{ labels, isBusy, refusal }} onConfirm={() => void act(onConfirm)} />;
}
