import { useCallback, useEffect, useRef } from 'react';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import { draftKept } from '#store/slices/drafts.ts';

const keepAfterMs = 300;

/** Keeps what was written and not sent, a moment after the last key and on leaving. */
export function useDraft(
  threadKey: string,
  text: string,
  /** Something was written in a conversation that is this one by now. */
  onAdded: (add: (text: string) => string) => void,
): { forget: () => void } {
  const dispatch = useAppDispatch();
  const stored = useAppSelector((state) => state.drafts[threadKey] ?? '');
  const latest = useRef({ threadKey, text });
  const kept = useRef(stored);
  latest.current = { threadKey, text };

  const keep = useCallback(
    (draft: { threadKey: string; text: string }) => {
      kept.current = draft.text.trim() === '' ? '' : draft.text;
      dispatch(draftKept(draft));
    },
    [dispatch],
  );

  useEffect(() => {
    const before = kept.current;
    if (stored === before) return;
    kept.current = stored;
    if (stored !== '') onAdded((written) => addTo(written, { before, stored }));
  }, [stored, onAdded]);

  useEffect(() => {
    const timer = setTimeout(() => keep({ threadKey, text }), keepAfterMs);
    return () => clearTimeout(timer);
  }, [keep, threadKey, text]);

  useEffect(() => {
    const keepLatest = () => keep(latest.current);
    window.addEventListener('pagehide', keepLatest);
    return () => {
      window.removeEventListener('pagehide', keepLatest);
      keepLatest();
    };
  }, [keep]);

  return {
    forget: () => {
      latest.current = { threadKey, text: '' };
      keep(latest.current);
    },
  };
}

/** Puts what came to a draft above what is being written. */
function addTo(written: string, { before, stored }: { before: string; stored: string }): string {
  if (written === '') return stored;
  const isAbove = stored.endsWith(before);
  const added = isAbove ? stored.slice(0, stored.length - before.length) : stored.replace(before, '');
  return `${added.trim()}\n${written}`;
}
