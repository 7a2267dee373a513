import type { ReactNode } from 'react';

/** What a part of the panel is about. */
export function SectionTitle({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <h3 id={id} className="font-medium text-preview">
      {children}
    </h3>
  );
}
