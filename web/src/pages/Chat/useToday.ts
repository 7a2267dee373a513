import { useEffect, useState } from 'react';
import { type Day, toDay, untilTomorrow } from '#lib/formatting/time.ts';

/** The viewer's day; it changes at midnight without a reload. */
export function useToday(): Day {
  const [today, setToday] = useState(() => toDay(new Date()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const follow = () => {
      const now = new Date();
      setToday(toDay(now));
      clearTimeout(timer);
      timer = setTimeout(follow, untilTomorrow(now));
    };
    follow();
    // A computer that slept over midnight runs its timers late.
    document.addEventListener('visibilitychange', follow);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', follow);
    };
  }, []);
  return today;
}
