import { type ReactNode, type RefObject, useRef } from 'react';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import { Notice } from './Notice.tsx';

type ConfirmDialogProps = {
  title: string;
  labels: { close: string; cancel: string; confirm: string };
  isDanger?: boolean;
  isBusy: boolean;
  /** Why the last try did not work. */
  refusal: string | null;
  onConfirm: () => void;
  onClose: () => void;
  finalFocus?: RefObject<HTMLElement | null>;
  /** What it means. */
  children: ReactNode;
};

/** Asks before something that is not easily undone. The way out has the focus first. */
export function ConfirmDialog({ title, labels, isDanger = false, isBusy, refusal, ...rest }: ConfirmDialogProps) {
  const cancel = useRef<HTMLButtonElement>(null);
  const { onConfirm, children, onClose, ...focus } = rest;
  return (
    <Dialog title={title} closeLabel={labels.close} onClose={onClose} initialFocus={cancel} {...focus}>
      <div className="flex flex-col gap-5">
        <div className="flex flex-col gap-2 text-preview">{children}</div>
        {refusal === null ? null : <Notice look="error">{refusal}</Notice>}
        <div className="flex flex-wrap justify-end gap-2">
          <Button ref={cancel} onClick={onClose}>
            {labels.cancel}
          </Button>
          <Button look={isDanger ? 'danger' : 'primary'} isBusy={isBusy} onClick={onConfirm}>
            {labels.confirm}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
