import { EllipsisVertical, type LucideIcon } from 'lucide-react';
import { useLayoutEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { type Act, actIcons } from './acts.ts';

/** Three buttons, or one, and the distance to the bubble. */
const widthOfAll = 104;
const widthOfOne = 34;

type HoverBarProps = {
  row: HTMLElement;
  isOutgoing: boolean;
  onAct: (act: Act) => void;
  onMenu: (button: HTMLElement) => void;
};

/**
 * The first things to do with the message under the pointer. It stands beside the bubble, in the part of the row that is
 * free, has no width of its own there, and shows fewer buttons where there is little room.
 */
export function HoverBar({ row, isOutgoing, onAct, onMenu }: HoverBarProps) {
  const { t } = useTranslation();
  const beside = row.querySelector<HTMLElement>('[data-beside]');
  const [room, setRoom] = useState(widthOfOne);
  useLayoutEffect(() => {
    if (beside === null) return;
    const taken = Array.from(beside.children, (child) => (child instanceof HTMLElement ? child.offsetWidth : 0));
    setRoom(beside.clientWidth - taken.reduce((sum, width) => sum + width, 0));
  }, [beside]);
  if (beside === null) return null;

  // Where the sign of a failure takes all there is, its column has room above it.
  const end = room < widthOfOne ? '-end-8' : 'end-1.5';

  return createPortal(
    <span className={`relative w-0 ${isOutgoing ? 'order-first' : ''}`}>
      <span className={`absolute top-0.5 flex animate-appear ${isOutgoing ? `${end} flex-row-reverse` : 'start-1.5'}`}>
        <BarButton icon={EllipsisVertical} label={t('messageMenu.more')} onClick={onMenu} isMenu />
        {room >= widthOfAll ? (
          <>
            <BarButton icon={actIcons.reply} label={t('messageMenu.reply')} onClick={() => onAct('reply')} />
            <BarButton icon={actIcons.copy} label={t('messageMenu.copy')} onClick={() => onAct('copy')} />
          </>
        ) : null}
      </span>
    </span>,
    beside,
  );
}

type BarButtonProps = { icon: LucideIcon; label: string; onClick: (button: HTMLElement) => void; isMenu?: boolean };

function BarButton({ icon: Icon, label, onClick, isMenu = false }: BarButtonProps) {
  return (
    <button
      type="button"
      // By the keyboard all this is in the menu of the focused message.
      tabIndex={-1}
      aria-label={label}
      aria-haspopup={isMenu ? 'menu' : undefined}
      title={label}
      // Whoever writes goes on writing.
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => onClick(event.currentTarget)}
      className="inline-flex size-7 items-center justify-center rounded-full text-muted hover:bg-hover hover:text-text active:bg-selected"
    >
      <Icon aria-hidden="true" size={18} />
    </button>
  );
}
