import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import { useAppSelector } from '#store/hooks.ts';
import { usePane, usePaneState } from '../thread/pane.ts';
import { joinQuote, splitQuote } from './quote.ts';
import { useDraft } from './useDraft.ts';

type WrittenText = {
  text: string;
  setText: (text: string) => void;
  /** What the text answers; '' for nothing. */
  quote: string;
  /** Both, as they go out. */
  whole: string;
  /** It was sent. */
  forget: () => void;
};

/** What is being written in a conversation, kept as its draft. */
export function useWritten(threadKey: string): WrittenText {
  const pane = usePane();
  const stored = useAppSelector((state) => state.drafts[threadKey] ?? '');
  const [kept] = useState(() => splitQuote(stored));
  const [text, setText] = useState(kept.text);
  const quote = usePaneState((state) => state.quote);
  const whole = joinQuote({ quote, text });
  const latest = useRef(whole);
  latest.current = whole;

  useLayoutEffect(() => {
    if (kept.quote !== '') pane.change({ quote: kept.quote });
  }, [pane, kept]);

  const add = useCallback(
    (addTo: (text: string) => string) => {
      const written = splitQuote(addTo(latest.current));
      pane.change({ quote: written.quote });
      setText(written.text);
    },
    [pane],
  );
  const draft = useDraft(threadKey, whole, add);

  const forget = () => {
    setText('');
    pane.change({ quote: '' });
    draft.forget();
  };
  return { text, setText, quote, whole, forget };
}
