import type { ReactNode } from 'react';

/** A phone to look at: its screen is the page's part. On narrow windows the screen alone. */
export function PhoneFrame({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section
      aria-label={label}
      className="flex min-h-0 w-full flex-1 flex-col overflow-hidden bg-surface wide:max-h-[820px] wide:max-w-[400px] wide:rounded-[2.75rem] wide:border-[10px] wide:border-black wide:shadow-raised"
    >
      <div aria-hidden="true" className="relative hidden h-8 shrink-0 items-center justify-center bg-sunken wide:flex">
        <span className="h-4 w-24 rounded-full bg-black" />
      </div>
      {children}
      <div aria-hidden="true" className="hidden h-5 shrink-0 items-center justify-center bg-surface wide:flex">
        <span className="h-1 w-28 rounded-full bg-selected" />
      </div>
    </section>
  );
}
