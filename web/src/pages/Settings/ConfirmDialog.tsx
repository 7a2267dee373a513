import { type ReactNode, type RefObject, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '#ui/Button.tsx';
import { Dialog } from '#ui/Dialog.tsx';
import { Notice } from '#ui/Notice.tsx';
import { useAct } from './useAct.ts';

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

/** Asks before something that is not easily undone. The way out has the focus first. */
export function ConfirmDialog({ title, confirmLabel, isDanger = false, onConfirm, ...rest }: ConfirmDialogProps) {
  const { t } = useTranslation();
  const cancel = useRef<HTMLButtonElement>(null);
  const { isBusy, refusal, act } = useAct();
  const { children, onClose, ...focus } = rest;
  return (
    <Dialog title={title} closeLabel={t('app.close')} onClose={onClose} initialFocus={cancel} {...focus}>
      <div className="flex flex-col gap-5">
        <div className="flex flex-col gap-2 text-preview">{children}</div>
        {refusal === null ? null : <Notice look="error">{refusal}</Notice>}
        <div className="flex flex-wrap justify-end gap-2">
          <Button ref={cancel} onClick={onClose}>
            {t('app.cancel')}
          </Button>
          <Button look={isDanger ? 'danger' : 'primary'} isBusy={isBusy} onClick={() => void act(onConfirm)}>
            {confirmLabel}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
