import { toSigns } from './signs.ts';

/** Keys that are pressed together. */
export function KeySigns({ keys }: { keys: string }) {
  return (
    <span dir="ltr" className="inline-flex shrink-0 items-center gap-1">
      {toSigns(keys).map((sign) => (
        <kbd
          key={sign}
          className="inline-flex h-6 min-w-6 items-center justify-center rounded-md border border-line bg-sunken px-1.5 font-sans text-muted text-time"
        >
          {sign}
        </kbd>
      ))}
    </span>
  );
}
