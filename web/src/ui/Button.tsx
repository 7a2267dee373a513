import type { ComponentProps } from 'react';
import { Spinner } from './Spinner.tsx';

const looks = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover',
  secondary: 'border border-line bg-surface text-text hover:bg-hover',
  quiet: 'text-accent-text hover:bg-hover',
  danger: 'border border-line bg-surface text-error hover:bg-error-surface',
} as const;

type ButtonProps = ComponentProps<'button'> & { look?: keyof typeof looks; isBusy?: boolean };

/** Stays focusable while busy, so that the keyboard's place is not lost. */
export function Button({
  look = 'secondary',
  isBusy = false,
  className = '',
  children,
  onClick,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
      className={`inline-flex min-h-10 pointer-coarse:min-h-11 items-center justify-center gap-2 rounded-lg px-4 py-2 font-medium text-preview transition-colors duration-80 active:scale-[0.98] disabled:cursor-not-allowed disabled:opacity-50 ${looks[look]} ${className}`}
      {...rest}
    >
      {isBusy ? <Spinner size={16} /> : null}
      {children}
    </button>
  );
}
