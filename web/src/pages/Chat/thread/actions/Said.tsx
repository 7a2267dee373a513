import { useEffect, useEffectEvent } from 'react';

const shownMs = 3_000;

/** What was done, for a moment, above the composer. Nothing that matters is said here alone. */
export function Said({ text, onDone }: { text: string; onDone: () => void }) {
  const done = useEffectEvent(onDone);
  useEffect(() => {
    const timer = setTimeout(() => done(), shownMs);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-full z-20 flex justify-center p-3">
      <p role="status" className="animate-appear rounded-lg bg-text px-4 py-2 text-preview text-surface shadow-raised">
        {text}
      </p>
    </div>
  );
}
