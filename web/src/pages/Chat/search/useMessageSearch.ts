import type { SearchHit } from '@erp-whatsapp/shared/commands';
import { readQuery, type SearchQuery } from '@erp-whatsapp/shared/searchWords';
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { explainRefusal } from '#lib/api/explain.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import { searchMessages } from '#store/search.ts';
import { selectIsReachable } from '#store/slices/connection.ts';

/** What was found for a text. `query`: its words, for marking them; `error`: why there is no more. */
export type Found = {
  text: string;
  query: SearchQuery;
  hits: readonly SearchHit[];
  nextCursor: string | null;
  isPartial: boolean;
  isIndexing: boolean;
  isLoadingMore: boolean;
  error: string | null;
};

type Search = {
  /** The latest answer, also while the one to a changed text is on its way; `null` where there is nothing to search for. */
  found: Found | null;
  /** An answer to the present text is on its way. */
  isSearching: boolean;
  /** Loads what comes next; after a failure, once more what failed. */
  goOn: () => void;
};

const askAfterMs = 220;
const pageSize = 30;
const nothing = { hits: [], nextCursor: null, isPartial: false, isIndexing: false, isLoadingMore: false };

/**
 * Searches as a text is typed, in one conversation or in all: after a pause, the last text alone, so that an answer that comes
 * late never replaces a newer one.
 */
export function useMessageSearch(given: string, conversationId?: string): Search {
  const dispatch = useAppDispatch();
  const isReachable = useAppSelector((state) => selectIsReachable(state.connection));
  const [found, setFound] = useState<Found | null>(null);
  const [isSearching, setIsSearching] = useState(false);
  /** Which text counts. */
  const turn = useRef(0);
  // A space at its end says that the last word is whole.
  const text = given.trimStart();

  const search = useCallback(
    async (wanted: string, query: SearchQuery) => {
      const own = turn.current;
      setIsSearching(true);
      for (;;) {
        const answer = await dispatch(searchMessages({ query: wanted, conversationId, limit: pageSize }));
        if (turn.current !== own) return;
        if (answer.success || answer.code !== 'RATE_LIMITED') {
          const asked = { text: wanted, query };
          setFound(answer.success ? toFound(asked, answer) : { ...nothing, ...asked, error: explainRefusal(answer) });
          setIsSearching(false);
          return;
        }
        await pause(answer.retryAfterMs ?? 1_000);
        if (turn.current !== own) return;
      }
    },
    [dispatch, conversationId],
  );

  useEffect(() => {
    turn.current += 1;
    const query = readQuery(text);
    setIsSearching(query !== null);
    if (query === null) {
      setFound(null);
      return;
    }
    const timer = setTimeout(() => void search(text, query), askAfterMs);
    return () => {
      turn.current += 1;
      clearTimeout(timer);
    };
  }, [text, search]);

  const goOn = useCallback(() => {
    if (found === null || found.isLoadingMore) return;
    if (found.nextCursor === null) {
      if (found.error !== null) void search(found.text, found.query);
      return;
    }
    const own = turn.current;
    setFound({ ...found, isLoadingMore: true, error: null });
    const request = { query: found.text, conversationId, limit: pageSize, cursor: found.nextCursor };
    void dispatch(searchMessages(request)).then((answer) => {
      if (turn.current !== own) return;
      if (!answer.success) setFound({ ...found, error: explainRefusal(answer) });
      else setFound({ ...toFound(found, answer), hits: [...found.hits, ...answer.data.hits] });
    });
  }, [dispatch, conversationId, found, search]);

  const retry = useEffectEvent(() => {
    if (found !== null && found.error !== null) goOn();
  });
  useEffect(() => {
    if (isReachable) retry();
  }, [isReachable]);

  return { found, isSearching, goOn };
}

type Page = { data: Pick<Found, 'hits' | 'isPartial' | 'isIndexing'>; nextCursor: string | null };

function toFound({ text, query }: Pick<Found, 'text' | 'query'>, { data, nextCursor }: Page): Found {
  return { ...data, text, query, nextCursor, isLoadingMore: false, error: null };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
