import { Menu } from '@base-ui/react/menu';
import type { LucideIcon } from 'lucide-react';

export type MenuAction = { label: string; icon: LucideIcon; isDanger?: boolean; onChoose: () => void };

/** The entries of an open menu. */
export function MenuItems({ actions }: { actions: readonly MenuAction[] }) {
  return actions.map(({ label, icon: Icon, isDanger = false, onChoose }) => (
    <Menu.Item
      key={label}
      onClick={onChoose}
      className={`flex min-h-11 cursor-default select-none items-center gap-3 rounded-lg px-3 outline-none ${isDanger ? 'text-error data-highlighted:bg-error-surface' : 'data-highlighted:bg-hover'}`}
    >
      <Icon aria-hidden="true" size={18} className="shrink-0" />
      {label}
    </Menu.Item>
  ));
}
