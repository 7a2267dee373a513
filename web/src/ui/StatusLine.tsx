import type { ReactNode } from 'react';

/** One line on what is not as it should be. */
export function StatusLine({ children }: { children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 bg-notice-surface px-4 py-2 text-notice text-preview">
      {children}
    </div>
  );
}

/** What can be done about it. */
export function StatusAction({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button type="button" className="min-h-6 font-medium underline underline-offset-2" onClick={onClick}>
      {children}
    </button>
  );
}
