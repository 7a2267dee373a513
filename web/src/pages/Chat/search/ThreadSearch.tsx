import '#lib/texts/later.ts';
import { ChevronDown, ChevronUp, Search, X } from 'lucide-react';
import { type KeyboardEvent, type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useShortcut } from '#hooks/useShortcut.ts';
import { IconButton } from '#ui/IconButton.tsx';
import { Spinner } from '#ui/Spinner.tsx';
import { toAddress } from './MessageHit.tsx';
import { markMatches } from './markMatches.ts';
import { type Found, useMessageSearch } from './useMessageSearch.ts';

type ThreadSearchProps = {
  conversationId: string;
  /** Around the messages, in which words are marked. */
  area: RefObject<HTMLElement | null>;
  onClose: () => void;
};

/** Search in the open conversation: from the newest hit to older ones, each shown in its place. It lies over the messages. */
export function ThreadSearch({ conversationId, area, onClose }: ThreadSearchProps) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const [text, setText] = useState('');
  const { found, isSearching, goOn } = useMessageSearch(text, conversationId);
  const [at, setAt] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const hits = found?.hits ?? [];
  useFocusWhileOpen(field);
  useShortcut('searchThread', () => field.current?.select());
  useMarks(area, found);

  const show = (index: number) => {
    const hit = hits[index];
    if (hit === undefined) return;
    setAt(index);
    navigate(toAddress(conversationId, hit.message.id), { replace: true });
    if (index >= hits.length - 2) goOn();
  };
  const showFirst = useEffectEvent(() => show(0));
  const foundText = found?.text;
  useEffect(() => {
    if (foundText !== undefined) showFirst();
  }, [foundText]);

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onClose();
    else if (event.key === 'Enter' && event.target === field.current) show(event.shiftKey ? at - 1 : at + 1);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <section
      aria-label={t('search.inThread')}
      data-keeps-focus
      onKeyDown={onKeyDown}
      className="absolute inset-x-0 top-0 z-20 flex animate-appear items-center gap-1 border-line border-b bg-surface px-2 py-1.5 wide:px-4"
    >
      <span className="relative min-w-0 flex-1">
        <Search aria-hidden="true" size={18} className="pointer-events-none absolute start-3 top-2.5 text-muted" />
        <input
          ref={field}
          type="search"
          aria-label={t('search.inThread')}
          placeholder={t('search.inThread')}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="h-10 w-full rounded-full border border-transparent bg-sunken ps-10 pe-4 text-message placeholder:text-muted hover:border-line max-wide:text-[1rem] [&::-webkit-search-cancel-button]:hidden"
        />
      </span>
      <Position found={found} at={at} isSearching={isSearching} onFurther={goOn} />
      <IconButton
        icon={ChevronUp}
        label={t('search.older')}
        disabled={at + 1 >= hits.length}
        onClick={() => show(at + 1)}
      />
      <IconButton icon={ChevronDown} label={t('search.newer')} disabled={at === 0} onClick={() => show(at - 1)} />
      <IconButton icon={X} label={t('search.close')} onClick={onClose} />
    </section>
  );
}

type PositionProps = { found: Found | null; at: number; isSearching: boolean; onFurther: () => void };

/** Which hit is shown, of how many; or why there is none. */
function Position({ found, at, isSearching, onFurther }: PositionProps) {
  const { t } = useTranslation();
  const isLooking = isSearching || (found?.isLoadingMore ?? false);
  const canGoOn = found !== null && found.hits.length === 0 && (found.error !== null || found.nextCursor !== null);
  if (!isLooking && canGoOn) {
    return (
      <button
        type="button"
        title={found.error ?? undefined}
        onClick={onFurther}
        className="min-h-8 shrink-0 rounded-full px-3 font-medium text-accent-text text-preview hover:bg-hover pointer-coarse:min-h-11"
      >
        {found.error === null ? t('search.further') : t('app.tryAgain')}
      </button>
    );
  }
  return (
    <span role="status" className="shrink-0 px-1 text-muted text-preview tabular-nums">
      {isLooking && (found?.hits.length ?? 0) === 0 ? <Spinner size={18} label={t('list.searching')} /> : describe()}
    </span>
  );

  function describe(): string {
    if (found === null) return '';
    const { hits, nextCursor, isIndexing } = found;
    if (hits.length === 0) return isIndexing ? t('search.noneYet') : t('search.none');
    const total = `${hits.length}${nextCursor === null ? '' : '+'}`;
    return t('search.position', { at: Math.min(at + 1, hits.length), total });
  }
}

/** What had the focus before gets it back. */
function useFocusWhileOpen(field: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const before = document.activeElement;
    field.current?.focus();
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, [field]);
}

function useMarks(area: RefObject<HTMLElement | null>, found: Found | null): void {
  const query = found?.query;
  useEffect(() => {
    if (area.current === null || query === undefined) return;
    return markMatches(area.current, query);
  }, [area, query]);
}
