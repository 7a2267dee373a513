import type { ReactNode } from 'react';

const looks = {
  plain: 'bg-selected text-text',
  /** On what is selected itself. */
  raised: 'bg-surface text-text',
  notice: 'bg-notice-surface text-notice',
} as const;

/** A word beside a name. */
export function Chip({ look = 'plain', children }: { look?: keyof typeof looks; children: ReactNode }) {
  return (
    <span className={`shrink-0 whitespace-nowrap rounded-full px-2 py-0.5 font-medium text-time ${looks[look]}`}>
      {children}
    </span>
  );
}
