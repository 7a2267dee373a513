import type { ReactNode } from 'react';

const looks = {
  error: 'bg-error-surface text-error',
  notice: 'bg-notice-surface text-notice',
} as const;

/** What a person has to know before going on. Read aloud when it appears. */
export function Notice({ look, children }: { look: keyof typeof looks; children: ReactNode }) {
  return (
    <p role="alert" className={`rounded-lg px-3 py-2 text-preview ${looks[look]}`}>
      {children}
    </p>
  );
}
