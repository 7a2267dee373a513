import type { Tone } from './conditions.ts';

const looks: Readonly<Record<Tone, string>> = {
  good: 'bg-badge',
  wait: 'border border-notice bg-(--mark)',
  bad: 'bg-error',
  none: 'border border-field-line',
};

/** The state at a glance, beside its words. */
export function StateDot({ tone, size = 10 }: { tone: Tone; size?: number }) {
  return (
    <span
      aria-hidden="true"
      style={{ width: size, height: size }}
      className={`inline-block shrink-0 rounded-full ${looks[tone]}`}
    />
  );
}
