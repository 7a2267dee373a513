import { type RefObject, useCallback, useEffect, useState } from 'react';

/** So long after the last movement a pointer that rests on the list holds it no more, in milliseconds. */
const restTime = 3_000;

/** Whether somebody is about to click in the list, so that nothing may move there. @returns a way to let go at once, too */
export function useHold(scroller: RefObject<HTMLElement | null>): [isHeld: boolean, release: () => void] {
  const [isHeld, setIsHeld] = useState(false);
  const release = useCallback(() => setIsHeld(false), []);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hold = () => {
      setIsHeld(true);
      clearTimeout(timer);
      timer = setTimeout(release, restTime);
    };
    const letGo = () => {
      clearTimeout(timer);
      release();
    };
    element.addEventListener('pointermove', hold, { passive: true });
    element.addEventListener('pointerdown', hold, { passive: true });
    element.addEventListener('pointerleave', letGo);
    return () => {
      clearTimeout(timer);
      element.removeEventListener('pointermove', hold);
      element.removeEventListener('pointerdown', hold);
      element.removeEventListener('pointerleave', letGo);
    };
  }, [scroller, release]);
  return [isHeld, release];
}
