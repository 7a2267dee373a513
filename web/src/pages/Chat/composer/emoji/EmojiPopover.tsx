import { Popover } from '@base-ui/react/popover';
import { type RefObject, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import '#lib/texts/later.ts';
import { insertText, type Write } from '../format.ts';
import { EmojiChoice } from './EmojiChoice.tsx';
import { keepRecent } from './recentEmoji.ts';

type EmojiPopoverProps = {
  button: RefObject<HTMLButtonElement | null>;
  field: RefObject<HTMLTextAreaElement | null>;
  write: Write;
  /** After it has closed. */
  onClose: () => void;
};

/** Emoji to put where the caret is. It stays open for more than one; Escape leads back to the field. */
export function EmojiPopover({ button, field, write, onClose }: EmojiPopoverProps) {
  const { t } = useTranslation();
  const search = useRef<HTMLInputElement>(null);
  const [isOpen, setIsOpen] = useState(true);
  return (
    <Popover.Root
      open={isOpen}
      onOpenChange={(willOpen, details) => {
        // The button that opened it closes it by itself.
        const { target } = details.event;
        if (target instanceof Node && button.current?.contains(target)) details.cancel();
        else setIsOpen(willOpen);
      }}
      onOpenChangeComplete={(isStillOpen) => (isStillOpen ? undefined : onClose())}
    >
      <Popover.Portal>
        <Popover.Positioner
          // Above all of what is being written.
          anchor={() => button.current?.closest('footer') ?? null}
          side="top"
          align="start"
          sideOffset={8}
          alignOffset={12}
          collisionPadding={8}
          className="z-30"
        >
          <Popover.Popup
            initialFocus={isTouch() ? false : search}
            finalFocus={field}
            className="flex h-[min(26rem,60dvh)] w-[min(22.5rem,calc(100vw-1rem))] animate-appear flex-col overflow-hidden rounded-2xl border border-line bg-surface text-text shadow-raised outline-none"
          >
            <Popover.Title className="sr-only">{t('emoji.title')}</Popover.Title>
            <EmojiChoice
              search={search}
              onChoose={(emoji) => {
                if (field.current === null) return;
                insertText(field.current, emoji, write);
                keepRecent(emoji);
              }}
            />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** There the keyboard would cover what is to be chosen from. */
function isTouch(): boolean {
  return window.matchMedia('(pointer: coarse)').matches;
}
