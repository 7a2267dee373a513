import { memo, type RefObject, useEffect, useState } from 'react';
import { type Day, formatDay } from '#lib/formatting/time.ts';
import type { ThreadItem } from './layout.ts';
import type { ThreadVirtualizer } from './places.ts';

/** It goes this long after the last movement. */
const staysMs = 1_200;

type FloatingDayProps = {
  scroller: RefObject<HTMLElement | null>;
  virtualizer: ThreadVirtualizer;
  items: readonly ThreadItem[];
  today: Day;
};

/** The day of what is in view, above it while one scrolls. It lies over the messages and moves nothing. */
export const FloatingDay = memo(function FloatingDay({ scroller, virtualizer, items, today }: FloatingDayProps) {
  const [day, setDay] = useState<Day | null>(null);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let timer: ReturnType<typeof setTimeout>;
    const follow = () => {
      // The list knows it already; asking the element would have the page laid out once more in each frame.
      setDay(findDay(virtualizer.scrollOffset ?? 0));
      clearTimeout(timer);
      timer = setTimeout(() => setDay(null), staysMs);
    };
    element.addEventListener('scroll', follow, { passive: true });
    return () => {
      clearTimeout(timer);
      element.removeEventListener('scroll', follow);
    };

    /** `null` where the day itself stands at the top. */
    function findDay(top: number): Day | null {
      const first = items[virtualizer.getVirtualItemForOffset(top + inset)?.index ?? -1];
      return first?.kind === 'message' ? first.day : null;
    }
  }, [scroller, virtualizer, items]);

  return (
    <div
      aria-hidden="true"
      className={`pointer-events-none absolute inset-x-0 top-2 z-10 flex justify-center transition-opacity duration-160 motion-reduce:transition-none ${day === null ? 'opacity-0' : ''}`}
    >
      <span
        data-floating-day
        className="rounded-lg border border-bubble-line bg-chip px-3 py-1 text-muted text-time shadow-raised"
      >
        {day === null ? ' ' : formatDay(day, today)}
      </span>
    </div>
  );
});

/** What is covered by the day itself is not what it tells of. */
const inset = 30;
