import type { ReactNode } from 'react';

/** Why there is no conversation here, and the next step. */
export function EmptyNote({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <div className="flex min-h-full flex-1 flex-col items-center justify-center gap-2 p-8 text-center">
      <p className="font-medium">{title}</p>
      {hint ? <p className="text-muted text-preview">{hint}</p> : null}
      <div className="mt-3">{children}</div>
    </div>
  );
}
