import { LoaderCircle } from 'lucide-react';

/** Shown only when a wait turns out longer than 300 ms. */
export function Spinner({ size = 24, label }: { size?: number; label?: string }) {
  return (
    <span role={label ? 'status' : undefined} className="inline-flex animate-appear-late">
      <LoaderCircle aria-hidden="true" size={size} className="animate-spin" />
      {label ? <span className="sr-only">{label}</span> : null}
    </span>
  );
}
