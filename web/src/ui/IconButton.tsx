import type { LucideIcon } from 'lucide-react';
import type { ComponentProps } from 'react';

type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  icon: LucideIcon;
  /** What it does: its name, and its hint under the pointer. */
  label: string;
  isPressed?: boolean;
};

export function IconButton({ icon: Icon, label, isPressed, className = '', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-pressed={isPressed}
      title={label}
      className={`inline-flex size-10 shrink-0 items-center justify-center rounded-full text-muted transition-colors duration-80 hover:bg-hover hover:text-text active:bg-selected disabled:cursor-not-allowed disabled:opacity-40 pointer-coarse:size-11 ${className}`}
      {...rest}
    >
      <Icon aria-hidden="true" size={22} strokeWidth={1.9} />
    </button>
  );
}
