import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { selectConversation } from '#store/conversations.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import { eraseUnreadLine, openThread, selectThread } from '#store/messages.ts';
import { joinConversation, leaveConversation } from '#store/rooms.ts';
import { selectIsReachable } from '#store/slices/connection.ts';
import { Button } from '#ui/Button.tsx';
import { Spinner } from '#ui/Spinner.tsx';
import { ConnectionLine } from '../ConnectionLine.tsx';
import { Composer } from '../composer/Composer.tsx';
import { isNewNumber } from '../threadKeys.ts';
import { useDisplayName } from '../useDisplayName.ts';
import { MessageList } from './MessageList.tsx';
import { ThreadHeader } from './ThreadHeader.tsx';

/** The open conversation. `threadKey` is its id, or a number to write to for the first time. */
export function ThreadPane({ threadKey, onLink }: { threadKey: string; onLink: () => void }) {
  const { t } = useTranslation();
  const name = useName(threadKey);
  useOpened(threadKey);
  return (
    <main
      aria-label={t('thread.label')}
      className="relative flex min-w-0 flex-1 flex-col bg-ground max-wide:pad-safe-bottom"
    >
      <ThreadHeader threadKey={threadKey} name={name} />
      <div className="relative flex min-h-0 flex-1 flex-col">
        <div className="absolute inset-x-0 top-0 z-10 wide:hidden">
          <ConnectionLine onLink={onLink} />
        </div>
        <Messages threadKey={threadKey} name={name} />
      </div>
      <Composer threadKey={threadKey} />
    </main>
  );
}

function Messages({ threadKey, name }: { threadKey: string; name: string }) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const newest = useAppSelector((state) => selectThread(state, threadKey)?.newest ?? 'unknown');
  const isMissing = useAppSelector((state) => selectThread(state, threadKey)?.isMissing ?? false);
  const isEmpty = useAppSelector((state) => (selectThread(state, threadKey)?.ids.length ?? 0) === 0);
  const isNew = isNewNumber(threadKey);
  // It stays on the screen when its first message has given it an id and the rest is looked up.
  const [startedNew] = useState(isNew);

  if (!isEmpty && (startedNew || newest === 'loaded')) return <MessageList threadKey={threadKey} name={name} />;
  if (isMissing) return <Note>{t('thread.unknown')}</Note>;
  if (newest === 'failed') {
    return (
      <Note>
        <p>{t('thread.failed')}</p>
        <Button onClick={() => void dispatch(openThread(threadKey))}>{t('app.tryAgain')}</Button>
      </Note>
    );
  }
  if (isNew) return <Note>{t('thread.firstHint', { name })}</Note>;
  if (newest === 'loaded') return <Note>{t('thread.first')}</Note>;
  return (
    <div className="flex flex-1 items-center justify-center text-muted">
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
function useOpened(threadKey: string): void {
  const dispatch = useAppDispatch();
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
    void dispatch(openThread(threadKey));
  }, [dispatch, threadKey, isReachable]);
}

function useName(threadKey: string): string {
  const toDisplayName = useDisplayName();
  const known = useAppSelector(
    (state) => selectConversation(state, threadKey) ?? selectThread(state, threadKey)?.customer,
  );
  if (known) return toDisplayName(known);
  return isNewNumber(threadKey) ? toDisplayName({ name: '', mobileNo: threadKey }) : '';
}
