import '#lib/texts/later.ts';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcut } from '#hooks/useShortcut.ts';
import { Button } from '#ui/Button.tsx';
import { Spinner } from '#ui/Spinner.tsx';
import { ConversationRow } from '../list/ConversationRow.tsx';
import { useToday } from '../useToday.ts';
import { MessageHit } from './MessageHit.tsx';
import { type Found, useMessageSearch } from './useMessageSearch.ts';
import { useResultKeys } from './useResultKeys.ts';

/** Conversations that are shown before one asks for all of them: the messages shall be in sight. */
const fewConversations = 5;

type SearchResultsProps = {
  /** As it was typed. */
  search: string;
  /** Conversations whose name or number matches. */
  ids: readonly string[];
  /** More of them may come. */
  isSearchingNames: boolean;
  openId: string | null;
  onNewChat: () => void;
};

/** What was found: conversations by their names, and below them messages by their words. */
export function SearchResults({ search, ids, isSearchingNames, openId, onNewChat }: SearchResultsProps) {
  const { t } = useTranslation();
  const today = useToday();
  const list = useRef<HTMLDivElement>(null);
  const toField = () => findField(list.current)?.focus();
  const keys = useResultKeys(list, toField);
  useShortcut('back', openId === null ? null : toField);
  const { found, isSearching, goOn } = useMessageSearch(search);
  const [shownAll, setShownAll] = useState('');
  const shown = shownAll === search ? ids : ids.slice(0, fewConversations);
  const hits = found?.hits ?? [];
  const isWaiting = isSearching || isSearchingNames;
  const isNothing = ids.length === 0 && hits.length === 0;

  if (isNothing && isWaiting) {
    return <p className="animate-appear-late p-6 text-center text-muted">{t('list.searching')}</p>;
  }
  if (isNothing && (found === null || (found.error === null && found.nextCursor === null))) {
    return (
      <div className="flex flex-1 flex-col items-center justify-center gap-2 p-8 text-center">
        <p role="status" className="font-medium [overflow-wrap:anywhere]">
          {t('search.nothing', { text: search.trim() })}
        </p>
        <p className="text-muted text-preview">{t('search.widen')}</p>
        {found?.isIndexing ? <p className="text-muted text-preview">{t('search.indexing')}</p> : null}
        <div className="mt-3">
          <Button onClick={onNewChat}>{t('list.newChat')}</Button>
        </div>
      </div>
    );
  }
  return (
    <div ref={list} {...keys} className="min-h-0 flex-1 overflow-y-auto overscroll-none pb-4 [overflow-anchor:none]">
      {ids.length === 0 ? null : (
        <Section title={t('list.title')}>
          {shown.map((id) => (
            <li key={id}>
              <ConversationRow id={id} isOpen={id === openId} today={today} />
            </li>
          ))}
        </Section>
      )}
      {shown.length < ids.length ? (
        <ShowMore onClick={() => setShownAll(search)}>{t('search.showAll', { count: ids.length })}</ShowMore>
      ) : null}
      {found === null || (hits.length === 0 && found.error === null && found.nextCursor === null) ? null : (
        <Messages found={found} openId={openId} onMore={goOn} />
      )}
      <p role="status" className="sr-only">
        {isWaiting ? '' : t('search.announce', { count: ids.length + hits.length })}
      </p>
    </div>
  );
}

/** Where one types what is searched for. */
function findField(list: HTMLElement | null): HTMLInputElement | null {
  return list?.closest('section')?.querySelector('input') ?? null;
}

function Messages({ found, openId, onMore }: { found: Found; openId: string | null; onMore: () => void }) {
  const { t } = useTranslation();
  const today = useToday();
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <>
      <Section title={t('search.messages')}>
        {found.hits.map((hit) => (
          <li key={hit.message.id} className="[contain-intrinsic-block-size:auto_4rem] [content-visibility:auto]">
            <MessageHit
              hit={hit}
              query={found.query}
              today={today}
              isOpen={hit.conversation.id === openId && hit.message.id === opened}
              onOpen={() => setOpened(hit.message.id)}
            />
          </li>
        ))}
      </Section>
      <End found={found} onMore={onMore} />
      {found.isIndexing ? <Note>{t('search.indexing')}</Note> : null}
    </>
  );
}

/** More comes as the end comes near; where much was looked through in vain, when it is asked for. */
function End({ found, onMore }: { found: Found; onMore: () => void }) {
  const { t } = useTranslation();
  const end = useRef<HTMLDivElement>(null);
  const comesByItself = found.nextCursor !== null && !found.isPartial && found.error === null;
  useEffect(() => {
    const element = end.current;
    if (element === null || !comesByItself) return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) onMore();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [comesByItself, onMore]);

  if (found.error !== null) {
    return (
      <>
        <Note>{t('search.failed', { why: found.error })}</Note>
        <ShowMore onClick={onMore}>{t('app.tryAgain')}</ShowMore>
      </>
    );
  }
  if (found.nextCursor === null) return found.isPartial ? <Note>{t('search.partial')}</Note> : null;
  return (
    <div ref={end} className="flex min-h-12 items-center justify-center text-muted">
      {found.isLoadingMore ? (
        <Spinner size={20} label={t('list.searching')} />
      ) : comesByItself ? null : (
        <ShowMore onClick={onMore}>{t('search.further')}</ShowMore>
      )}
    </div>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="px-4 pt-3 pb-1 font-medium text-accent-text text-preview">
        {title}
      </h2>
      <ul aria-labelledby={id}>{children}</ul>
    </section>
  );
}

function ShowMore({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button
      type="button"
      onClick={onClick}
      className="min-h-8 w-full px-4 text-start font-medium text-accent-text text-preview -outline-offset-2 hover:bg-hover pointer-coarse:min-h-11"
    >
      {children}
    </button>
  );
}

function Note({ children }: { children: ReactNode }) {
  return <p className="px-4 pt-2 text-muted text-preview">{children}</p>;
}
