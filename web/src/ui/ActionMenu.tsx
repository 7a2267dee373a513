import { Menu } from '@base-ui/react/menu';
import { EllipsisVertical } from 'lucide-react';
import { type MenuAction, MenuItems } from './MenuItems.tsx';

type ActionMenuProps = { label: string; actions: readonly MenuAction[]; isOpenAtFirst?: boolean };

/** What can be done with one thing of a list. @param label names the thing too, since many such buttons stand together */
export function ActionMenu({ label, actions, isOpenAtFirst = false }: ActionMenuProps) {
  return (
    <Menu.Root defaultOpen={isOpenAtFirst}>
      <Menu.Trigger
        aria-label={label}
        title={label}
        className="inline-flex size-11 shrink-0 items-center justify-center rounded-full text-muted hover:bg-hover hover:text-text data-popup-open:bg-selected"
      >
        <EllipsisVertical aria-hidden="true" size={20} />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner side="bottom" align="end" sideOffset={4} className="z-30">
          <Menu.Popup className="w-60 animate-appear rounded-xl border border-line bg-surface p-1.5 text-preview text-text shadow-raised outline-none">
            <MenuItems actions={actions} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
