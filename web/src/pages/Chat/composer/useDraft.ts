import { useEffect, useRef } from 'react';
import { useAppDispatch } from '#store/hooks.ts';
import { draftKept } from '#store/slices/drafts.ts';

const keepAfterMs = 300;

/** Keeps what was written and not sent, a moment after the last key and on leaving. */
export function useDraft(threadKey: string, text: string): { forget: () => void } {
  const dispatch = useAppDispatch();
  const latest = useRef({ threadKey, text });
  latest.current = { threadKey, text };

  useEffect(() => {
    const timer = setTimeout(() => dispatch(draftKept({ threadKey, text })), keepAfterMs);
    return () => clearTimeout(timer);
  }, [dispatch, threadKey, text]);

  useEffect(() => () => void dispatch(draftKept(latest.current)), [dispatch]);

  return {
    forget: () => {
      latest.current = { threadKey, text: '' };
      dispatch(draftKept(latest.current));
    },
  };
}
