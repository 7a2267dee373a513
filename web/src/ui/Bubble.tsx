import type { ReactNode } from 'react';

type BubbleProps = {
  /** Written by the one who looks at it. */
  isOutgoing: boolean;
  isRunStart: boolean;
  children: ReactNode;
};

/** A message's bubble. The first of a run has the tail. */
export function Bubble({ isOutgoing, isRunStart, children }: BubbleProps) {
  const ground = isOutgoing ? 'bg-bubble-out' : 'bg-bubble-in';
  const tail = isOutgoing ? 'rounded-se-none bubble-tail-out' : 'rounded-ss-none bubble-tail-in';
  return (
    <div
      className={`relative min-w-0 max-w-[85%] rounded-lg px-2.5 py-1.5 shadow-[inset_0_0_0_1px_var(--bubble-line)] outline-accent-text outline-offset-2 group-focus-visible/row:outline-2 wide:max-w-[min(65%,40rem)] ${ground} ${isRunStart ? tail : ''}`}
    >
      {/* The text decides: in a right-to-left message the time stands on the left, where the last line ends. */}
      <div dir="auto">{children}</div>
    </div>
  );
}

/** Time and ticks, in the bubble's lower corner. */
export function BubbleMeta({ children }: { children: ReactNode }) {
  return (
    <span className="absolute end-2 bottom-1 inline-flex items-center gap-1 text-meta text-muted tabular-nums">
      {children}
    </span>
  );
}

/** Stands after the last word, so that the last line stays clear of the time. */
export function MetaSpace({ hasTicks }: { hasTicks: boolean }) {
  return <span aria-hidden="true" className={`inline-block h-3 ${hasTicks ? 'w-15' : 'w-10'}`} />;
}
