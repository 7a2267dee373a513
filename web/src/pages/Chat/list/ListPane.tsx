import { createSelector } from '@reduxjs/toolkit';
import { MessageSquarePlus, Search, X } from 'lucide-react';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isMatch, loadConversations, searchConversations } from '#store/conversations.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import type { RootState } from '#store/state.ts';
import { Button } from '#ui/Button.tsx';
import { IconButton } from '#ui/IconButton.tsx';
import { ConnectionLine } from '../ConnectionLine.tsx';
import { ConversationList } from './ConversationList.tsx';
import { ListSkeleton } from './ListSkeleton.tsx';

const askServerAfterMs = 200;

type ListPaneProps = { openId: string | null; onNewChat: () => void; onLink: () => void };

/** Heading, search and the conversations; and what to do where there are none. */
export function ListPane({ openId, onNewChat, onLink }: ListPaneProps) {
  const { t } = useTranslation();
  const [search, setSearch] = useState('');
  const isSimulated = useAppSelector(({ auth }) => auth.status === 'signedIn' && auth.whatsappNetwork === 'simulator');
  return (
    <section
      aria-label={t('list.title')}
      // Hidden, not taken out: the list keeps its place.
      className={`flex min-w-0 flex-col border-line bg-surface max-wide:absolute max-wide:inset-0 wide:w-90 wide:shrink-0 wide:border-r ${openId === null ? '' : 'max-wide:invisible'}`}
    >
      <header className="flex h-15 shrink-0 items-center gap-3 pr-2 pl-4">
        <h1 className="font-bold text-[1.375rem] leading-7">{t('list.title')}</h1>
        <span className="flex-1">{isSimulated ? <SimulatedMark /> : null}</span>
        <IconButton icon={MessageSquarePlus} label={t('list.newChat')} onClick={onNewChat} />
      </header>
      <SearchField value={search} onChange={setSearch} />
      <ConnectionLine onLink={onLink} />
      <Rows search={search.trim()} openId={openId} onNewChat={onNewChat} />
    </section>
  );
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
  return (
    <div className="relative mx-3 mb-2 shrink-0">
      <Search aria-hidden="true" size={18} className="pointer-events-none absolute top-2.5 left-3 text-muted" />
      <input
        type="search"
        aria-label={t('list.search')}
        placeholder={t('list.search')}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => (event.key === 'Escape' ? onChange('') : undefined)}
        className="h-10 w-full rounded-full border border-transparent bg-sunken pr-10 pl-10 text-message placeholder:text-muted hover:border-line max-wide:text-[1rem] [&::-webkit-search-cancel-button]:hidden"
      />
      {value === '' ? null : (
        <button
          type="button"
          aria-label={t('list.clearSearch')}
          onClick={() => onChange('')}
          className="absolute top-1 right-1 inline-flex size-8 items-center justify-center rounded-full text-muted hover:bg-hover"
        >
          <X aria-hidden="true" size={18} />
        </button>
      )}
    </div>
  );
}

type RowsProps = { search: string; openId: string | null; onNewChat: () => void };

function Rows({ search, openId, onNewChat }: RowsProps) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const status = useAppSelector((state) => state.conversations.status);
  const found = useAppSelector((state) => state.conversations.search);
  const select = useMemo(() => makeSelectIds(search), [search]);
  const ids = useAppSelector(select);

  // Before the list is there, events tell of some conversations: those alone would pass for all.
  const isPart = status !== 'loaded' && search === '';
  if (ids.length > 0 && !isPart) return <ConversationList ids={ids} openId={openId} />;
  if (search !== '') {
    const isSearching = found?.text !== search || found.status === 'loading';
    if (isSearching) return <p className="animate-appear-late p-6 text-center text-muted">{t('list.searching')}</p>;
    return (
      <Empty title={t('list.noHit', { text: search })} hint={t('list.noHitHint')}>
        <Button onClick={onNewChat}>{t('list.newChat')}</Button>
      </Empty>
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
    <Empty title={t('list.empty')} hint={t('list.emptyHint')}>
      <Button look="primary" onClick={onNewChat}>
        {t('list.newChat')}
      </Button>
    </Empty>
  );
}

function Empty({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <div className="flex flex-1 flex-col items-center justify-center gap-2 p-8 text-center">
      <p className="font-medium [overflow-wrap:anywhere]">{title}</p>
      {hint ? <p className="text-muted text-preview">{hint}</p> : null}
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
