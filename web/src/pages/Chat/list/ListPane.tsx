import { createSelector } from '@reduxjs/toolkit';
import { MessageSquarePlus, Search, X } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useShortcut } from '#hooks/useShortcut.ts';
import { selectHasSeveral } from '#store/channels.ts';
import { isMatch, loadConversations, loadMoreConversations, searchConversations } from '#store/conversations.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import { type ListPart, toPartKey } from '#store/slices/conversations.ts';
import type { RootState } from '#store/state.ts';
import { Button } from '#ui/Button.tsx';
import { IconButton } from '#ui/IconButton.tsx';
import { ConnectionLine } from '../ConnectionLine.tsx';
import { ConversationList } from './ConversationList.tsx';
import { FilterChips } from './FilterChips.tsx';
import { recallPart, rememberPart } from './filters.ts';
import { ListSkeleton } from './ListSkeleton.tsx';
import { recallWidth } from './listWidth.ts';

const SearchResults = lazy(async () => ({ default: (await import('../search/SearchResults.tsx')).SearchResults }));
const FilteredRows = lazy(async () => ({ default: (await import('./FilteredRows.tsx')).FilteredRows }));
const ListEdge = lazy(async () => ({ default: (await import('./ListEdge.tsx')).ListEdge }));
const NotificationOffer = lazy(async () => ({
  default: (await import('./NotificationOffer.tsx')).NotificationOffer,
}));
const AllArchived = lazy(async () => ({ default: (await import('./AllArchived.tsx')).AllArchived }));
const FirstChat = lazy(async () => ({ default: (await import('./FirstChat.tsx')).FirstChat }));

const askServerAfterMs = 200;

type ListPaneProps = { openId: string | null; onNewChat: () => void; onLink: () => void };

/** Heading, search and the conversations; and what to do where there are none. */
export function ListPane({ openId, onNewChat, onLink }: ListPaneProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const [part, choose] = usePart();
  const [width, setWidth] = useState(recallWidth);
  const isSimulated = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.whatsappNetwork === 'simulator');
  return (
    <section
      aria-label={t('list.title')}
      // Hidden, not taken out: the list keeps its place.
      style={{ width }}
      className={`flex min-w-0 flex-col border-line bg-surface max-wide:absolute max-wide:inset-0 max-wide:w-full! wide:relative wide:shrink-0 wide:border-e ${openId === null ? '' : 'max-wide:invisible'}`}
    >
      <header className="flex h-15 shrink-0 items-center gap-3 pe-2 ps-4">
        <h1 className="font-bold text-[1.375rem] leading-7">{t('list.title')}</h1>
        <span className="flex-1">{isSimulated ? <SimulatedMark /> : null}</span>
        <IconButton icon={MessageSquarePlus} label={t('list.newChat')} onClick={onNewChat} />
      </header>
      <SearchField value={search} onChange={setSearch} />
      <ConnectionLine onLink={onLink} />
      {search.trim() === '' ? <FilterChips chosen={part} onChoose={choose} /> : null}
      <Rows {...{ search, part, openId, onNewChat }} onShowAll={() => choose({ filter: 'all', channelId: null })} />
      <Suspense fallback={null}>
        <NotificationOffer />
        <ListEdge width={width} onChange={setWidth} />
      </Suspense>
    </section>
  );
}

/** What of the list is shown. A number that is the only one, or is gone, is not chosen any more. */
function usePart(): [ListPart, (chosen: ListPart) => void] {
  const [{ filter, channelId: chosenId }, setPart] = useState(recallPart);
  const isThere = useAppSelector(
    (state) =>
      selectHasSeveral(state) && state.channels.status?.channels.some(({ channelId }) => channelId === chosenId),
  );
  const channelId = isThere ? chosenId : null;
  const part = useMemo(() => ({ filter, channelId }), [filter, channelId]);
  const choose = (chosen: ListPart) => {
    setPart(chosen);
    rememberPart(chosen);
  };
  return [part, choose];
}

/** Nobody shall take a simulated chat for one with a real customer. */
function SimulatedMark() {
  const { t } = useTranslation();
  return (
    <span
      title={t('list.simulatedHint')}
      className="rounded-full bg-notice-surface px-2 py-0.5 font-medium text-notice text-time"
    >
      {t('list.simulated')}
      <span className="sr-only">: {t('list.simulatedHint')}</span>
    </span>
  );
}

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  useEffect(() => {
    const timer = setTimeout(() => void dispatch(searchConversations(value)), askServerAfterMs);
    return () => clearTimeout(timer);
  }, [dispatch, value]);
  const field = useRef<HTMLInputElement>(null);
  const [, navigate] = useLocation();
  const focusField = () => {
    // On narrow windows an open conversation lies over the list.
    if (field.current && getComputedStyle(field.current).visibility === 'hidden') navigate('/chat');
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.select();
    });
  };
  useShortcut('focusSearch', focusField);
  useShortcut('searchAll', focusField);
  return (
    <div className="relative mx-3 mb-2 shrink-0">
      <Search aria-hidden="true" size={18} className="pointer-events-none absolute top-2.5 start-3 text-muted" />
      <input
        ref={field}
        type="search"
        aria-label={t('list.search')}
        placeholder={t('list.search')}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') findFirstResult(event.currentTarget)?.focus();
          else if (event.key === 'Escape' && value !== '') onChange('');
          else return;
          event.preventDefault();
        }}
        className="h-10 w-full rounded-full border border-transparent bg-sunken pe-10 ps-10 text-message placeholder:text-muted hover:border-line max-wide:text-[1rem] [&::-webkit-search-cancel-button]:hidden"
      />
      {value === '' ? null : (
        <button
          type="button"
          aria-label={t('list.clearSearch')}
          onClick={() => onChange('')}
          className="absolute top-1 end-1 inline-flex size-8 items-center justify-center rounded-full text-muted hover:bg-hover"
        >
          <X aria-hidden="true" size={18} />
        </button>
      )}
    </div>
  );
}

function findFirstResult(field: HTMLElement): HTMLElement | null {
  return field.closest('section')?.querySelector<HTMLElement>('li a') ?? null;
}

type RowsProps = {
  search: string;
  part: ListPart;
  openId: string | null;
  onNewChat: () => void;
  onShowAll: () => void;
};

function Rows({ search, part, openId, onNewChat, onShowAll }: RowsProps) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const status = useAppSelector((state) => state.conversations.status);
  const found = useAppSelector((state) => state.conversations.search);
  const select = useMemo(() => makeSelectIds(search.trim()), [search]);
  const ids = useAppSelector(select);

  if (search.trim() !== '') {
    const isSearchingNames = found?.text !== search.trim() || found.status === 'loading';
    return (
      <Suspense fallback={null}>
        <SearchResults {...{ search, ids, isSearchingNames, openId, onNewChat }} />
      </Suspense>
    );
  }
  // Before the list is there, events tell of some conversations: those alone would pass for all.
  if ((part.filter !== 'all' || part.channelId !== null) && status !== 'unknown') {
    return (
      <Suspense fallback={<ListSkeleton />}>
        <FilteredRows key={toPartKey(part)} {...{ part, openId, onShowAll }} />
      </Suspense>
    );
  }
  if (ids.length > 0 && status === 'loaded') {
    return (
      <ConversationList
        {...{ part, openId }}
        empty={
          <Suspense fallback={null}>
            <AllArchived onNewChat={onNewChat} />
          </Suspense>
        }
        onNearEnd={() => void dispatch(loadMoreConversations())}
      />
    );
  }
  if (status === 'failed') {
    return (
      <Empty title={t('list.failed')}>
        <Button onClick={() => void dispatch(loadConversations())}>{t('app.tryAgain')}</Button>
      </Empty>
    );
  }
  if (status !== 'loaded') return <ListSkeleton />;
  return (
    <Suspense fallback={<ListSkeleton />}>
      <FirstChat onNewChat={onNewChat} />
    </Suspense>
  );
}

function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-2 p-8 text-center">
      <p className="font-medium [overflow-wrap:anywhere]">{title}</p>
      <div className="mt-3">{children}</div>
    </div>
  );
}

/** What is known and matches is there with each key; what the server finds beyond it joins. */
function makeSelectIds(search: string) {
  return createSelector(
    (state: RootState) => state.conversations.ids,
    (state: RootState) => (search === '' ? null : state.conversations.entities),
    (state: RootState) => (search === '' ? null : state.conversations.search),
    (ids, entities, found) => {
      if (entities === null) return ids;
      const hits = new Set(found?.text === search ? found.ids : []);
      return ids.filter((id) => {
        const conversation = entities[id];
        return hits.has(id) || (conversation !== undefined && isMatch(conversation, search));
      });
    },
  );
}
