import { useCallback, useEffect, useRef } from 'react';
import { useAppDispatch } from '#store/hooks.ts';
import { tellTyping } from '#store/typing.ts';

const renewAfterMs = 3_000;
const pausedAfterMs = 5_000;

/** Tells that one types, every three seconds at most, and that one stopped. `null`: there is nobody to tell. */
export function useTypingSign(conversationId: string | null): { sign: (text: string) => void; stop: () => void } {
  const dispatch = useAppDispatch();
  const toldAt = useRef<number | null>(null);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);

  const stop = useCallback(() => {
    clearTimeout(pause.current);
    if (toldAt.current === null || conversationId === null) return;
    toldAt.current = null;
    dispatch(tellTyping(conversationId, false));
  }, [conversationId, dispatch]);

  const sign = useCallback(
    (text: string) => {
      if (conversationId === null) return;
      if (text === '') {
        stop();
        return;
      }
      clearTimeout(pause.current);
      pause.current = setTimeout(stop, pausedAfterMs);
      if (toldAt.current !== null && Date.now() - toldAt.current < renewAfterMs) return;
      toldAt.current = Date.now();
      dispatch(tellTyping(conversationId, true));
    },
    [conversationId, dispatch, stop],
  );

  useEffect(() => stop, [stop]);
  return { sign, stop };
}
