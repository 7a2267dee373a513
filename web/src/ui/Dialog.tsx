import { Dialog as BaseDialog } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, type RefObject, useState } from 'react';
import { useCloseByBack } from './useCloseByBack.ts';

type DialogProps = {
  title: string;
  closeLabel: string;
  /** After it has closed and the focus is back where it was. */
  onClose: () => void;
  /** What has the focus first. */
  initialFocus: RefObject<HTMLElement | null>;
  /** Where the focus goes afterwards, when that is not what opened it. */
  finalFocus?: RefObject<HTMLElement | null>;
  /** A click beside it does not close it: what it shows is not shown again. */
  isPinned?: boolean;
  children: ReactNode;
};

/** A modal; focus is kept in it and goes back to what opened it. */
export function Dialog({ title, closeLabel, onClose, isPinned = false, children, ...focus }: DialogProps) {
  const [isOpen, setIsOpen] = useState(true);
  useCloseByBack(isOpen, () => setIsOpen(false));
  return (
    <BaseDialog.Root
      open={isOpen}
      disablePointerDismissal={isPinned}
      onOpenChange={setIsOpen}
      onOpenChangeComplete={(isStillOpen) => (isStillOpen ? undefined : onClose())}
    >
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 animate-appear bg-backdrop" />
        <BaseDialog.Popup
          {...focus}
          className="fixed inset-x-0 top-1/2 z-50 mx-auto flex max-h-[calc(100dvh-2rem)] w-[min(26rem,calc(100vw-2rem))] -translate-y-1/2 animate-appear flex-col overflow-y-auto rounded-2xl bg-surface p-6 text-text shadow-raised"
        >
          <header className="mb-4 flex items-center justify-between gap-4">
            <BaseDialog.Title className="font-semibold text-[1.25rem] leading-7">{title}</BaseDialog.Title>
            <BaseDialog.Close
              aria-label={closeLabel}
              title={closeLabel}
              className="-me-2 inline-flex size-10 items-center justify-center rounded-full text-muted hover:bg-hover hover:text-text"
            >
              <X aria-hidden="true" size={20} />
            </BaseDialog.Close>
          </header>
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  );
}
