import { lazy, type ReactNode, type RefObject, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import { useShortcut } from '#hooks/useShortcut.ts';
import { selectNumberOf } from '#store/channels.ts';
import { selectConversation } from '#store/conversations.ts';
import { useAppDispatch, useAppSelector, useAppStore } from '#store/hooks.ts';
import { eraseUnreadLine, openThread, selectThread } from '#store/messages.ts';
import { takeAhead } from '#store/openAhead.ts';
import { joinConversation, leaveConversation } from '#store/rooms.ts';
import { selectIsLost, selectIsReachable } from '#store/slices/connection.ts';
import type { RootState } from '#store/state.ts';
import { isNewNumber, readNewKey } from '#store/threadKeys.ts';
import { Button } from '#ui/Button.tsx';
import { Spinner } from '#ui/Spinner.tsx';
import { ConnectionLine } from '../ConnectionLine.tsx';
import { Composer } from '../composer/Composer.tsx';
import type { ContactPanelControl } from '../contact/useContactPanel.ts';
import { useChannelId } from '../useChannelId.ts';
import { useDisplayName } from '../useDisplayName.ts';
import { LazyActions } from './actions/LazyActions.tsx';
import { MessageList } from './MessageList.tsx';
import { createPane, PaneContext } from './pane.ts';
import { ThreadHeader } from './ThreadHeader.tsx';

const JumpTo = lazy(async () => ({ default: (await import('./JumpTo.tsx')).JumpTo }));
const RemovedNumber = lazy(async () => ({ default: (await import('./RemovedNumber.tsx')).RemovedNumber }));
const ThreadSearch = lazy(async () => ({ default: (await import('../search/ThreadSearch.tsx')).ThreadSearch }));

type ThreadPaneProps = { threadKey: string; contact: ContactPanelControl | null; onLink: () => void };

/** The open conversation. `threadKey` is its id, or a number to write to for the first time. */
export function ThreadPane({ threadKey, contact, onLink }: ThreadPaneProps) {
  const { t } = useTranslation();
  const name = useName(threadKey);
  const [pane] = useState(createPane);
  const area = useRef<HTMLDivElement>(null);
  const [isSearching, setIsSearching] = useState(false);
  const isMissing = useAppSelector((state) => selectThread(state, threadKey)?.isMissing ?? false);
  const channelId = useChannelId(threadKey);
  const isRemoved = useAppSelector((state) => selectNumberOf(state, channelId) === 'removed');
  const onSearch = isMissing || isNewNumber(threadKey) ? null : () => setIsSearching(true);
  useShortcut('searchThread', onSearch);
  const [search, setSearch] = useSearchParams();
  const messageId = search.get('message');
  const [hasJumped, setHasJumped] = useState(false);
  if (messageId !== null && !hasJumped) setHasJumped(true);
  const forgetMessage = useCallback(() => setSearch(withoutMessage, { replace: true }), [setSearch]);
  useOpened(threadKey, messageId);
  return (
    <PaneContext value={pane}>
      <main
        aria-label={t('thread.label')}
        className="relative flex min-w-0 flex-1 flex-col bg-ground max-wide:pad-safe-bottom"
      >
        <ThreadHeader threadKey={threadKey} name={name} contact={contact} onSearch={onSearch} />
        <div ref={area} className="relative flex min-h-0 flex-1 flex-col">
          <div className="absolute inset-x-0 top-0 z-10 wide:hidden">
            <ConnectionLine onLink={onLink} />
          </div>
          {isSearching ? (
            <Suspense fallback={null}>
              <ThreadSearch conversationId={threadKey} area={area} onClose={() => setIsSearching(false)} />
            </Suspense>
          ) : null}
          <Messages threadKey={threadKey} name={name} area={area} />
          {hasJumped ? (
            <Suspense fallback={null}>
              <JumpTo threadKey={threadKey} messageId={messageId} onDone={forgetMessage} />
            </Suspense>
          ) : null}
        </div>
        {isMissing ? null : (
          <div className="relative shrink-0">
            {isRemoved ? (
              <Suspense fallback={<div className="h-15.5" />}>
                <RemovedNumber threadKey={threadKey} />
              </Suspense>
            ) : (
              <Composer threadKey={threadKey} />
            )}
            <LazyActions area={area} threadKey={threadKey} name={name} />
          </div>
        )}
      </main>
    </PaneContext>
  );
}

type MessagesProps = { threadKey: string; name: string; area: RefObject<HTMLElement | null> };

function Messages({ threadKey, name, area }: MessagesProps) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const status = useAppSelector((state) => selectThread(state, threadKey)?.status ?? 'unknown');
  const isMissing = useAppSelector((state) => selectThread(state, threadKey)?.isMissing ?? false);
  const isEmpty = useAppSelector((state) => (selectThread(state, threadKey)?.ids.length ?? 0) === 0);
  const isLost = useAppSelector((state) => selectIsLost(state.connection));
  const isNew = isNewNumber(threadKey);
  // It stays on the screen when its first message has given it an id and the rest is looked up.
  const [startedNew] = useState(isNew);

  if (!isEmpty && (startedNew || status === 'loaded')) return <MessageList {...{ threadKey, name, area, t }} />;
  if (isMissing) {
    return (
      <Note>
        <p>{t('thread.unknown')}</p>
        <Link to="/chat" className="inline-flex min-h-6 items-center text-link underline pointer-coarse:min-h-11">
          {t('app.toChats')}
        </Link>
      </Note>
    );
  }
  if (status === 'failed') {
    return (
      <Note>
        <p>{t('thread.failed')}</p>
        <Button onClick={() => void dispatch(openThread(threadKey))}>{t('app.tryAgain')}</Button>
      </Note>
    );
  }
  if (isNew) return <Note>{t('thread.firstHint', { name })}</Note>;
  if (status === 'loaded') return <Note>{t('thread.first')}</Note>;
  if (isLost) return <Note>{t('thread.notKept')}</Note>;
  return (
    <div className="flex flex-1 animate-appear-late items-center justify-center text-muted">
      <Spinner size={28} label={t('app.loading')} />
    </div>
  );
}

function Note({ children }: { children: ReactNode }) {
  return (
    <div className="m-auto flex max-w-sm flex-col items-center gap-3 rounded-xl bg-chip px-5 py-4 text-center text-preview">
      {children}
    </div>
  );
}

/** Joins the conversation's room while it is open and reads it as soon as the server can be asked. */
function useOpened(threadKey: string, messageId: string | null): void {
  const dispatch = useAppDispatch();
  const store = useAppStore();
  const isReachable = useAppSelector((state) => selectIsReachable(state.connection));
  const opened = useRef<string | null>(null);

  useEffect(() => {
    if (isNewNumber(threadKey)) return;
    dispatch(joinConversation(threadKey));
    return () => {
      dispatch(leaveConversation(threadKey));
      dispatch(eraseUnreadLine(threadKey));
    };
  }, [dispatch, threadKey]);

  useEffect(() => {
    if (!isReachable || isNewNumber(threadKey) || opened.current === threadKey) return;
    opened.current = threadKey;
    if (dispatch(takeAhead(threadKey))) return;
    // What is around the message comes first, and whoever goes there sees to it.
    const isKnown = selectThread(store.getState(), threadKey)?.status === 'loaded';
    if (messageId === null || isKnown) void dispatch(openThread(threadKey));
  }, [dispatch, store, threadKey, messageId, isReachable]);
}

/** The address names a message only until it is shown, so that going back does not lead there again. */
function withoutMessage(search: URLSearchParams): URLSearchParams {
  const left = new URLSearchParams(search);
  left.delete('message');
  return left;
}

/** Of the conversation these two alone: a tick changes the rest, and draws nothing here anew. */
function useName(threadKey: string): string {
  const toDisplayName = useDisplayName();
  const name = useAppSelector((state) => selectParty(state, threadKey)?.name);
  const mobileNo = useAppSelector((state) => selectParty(state, threadKey)?.mobileNo);
  if (name !== undefined && mobileNo !== undefined) return toDisplayName({ name, mobileNo });
  const begun = readNewKey(threadKey);
  return begun === null ? '' : toDisplayName({ name: '', mobileNo: begun.to });
}

function selectParty(state: RootState, threadKey: string): { name: string; mobileNo: string } | null | undefined {
  return selectConversation(state, threadKey) ?? selectThread(state, threadKey)?.customer;
}
