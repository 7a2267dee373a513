import { MessagesSquare } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router-dom';
import { useAppSelector } from '#store/hooks.ts';
import { resolveThread } from '#store/slices/messages.ts';
import { Button } from '#ui/Button.tsx';
import { Announcer } from './Announcer.tsx';
import { ListPane } from './list/ListPane.tsx';
import { ThreadPane } from './thread/ThreadPane.tsx';

const NewChatDialog = lazy(async () => ({ default: (await import('./NewChatDialog.tsx')).NewChatDialog }));

/** The conversations and the one that is open. On narrow windows one of the two at a time. */
export function WhatsAppChat({ onLink }: { onLink: () => void }) {
  const { conversationId = null } = useParams();
  const [isStarting, setIsStarting] = useState(false);
  const threadKey = useAppSelector(({ messages }) =>
    conversationId === null ? null : resolveThread(messages, conversationId),
  );
  const paneKey = usePaneKey(threadKey);
  useFollowMove(conversationId, threadKey);
  useTitle();

  return (
    <>
      <ListPane openId={threadKey} onNewChat={() => setIsStarting(true)} onLink={onLink} />
      {threadKey === null ? (
        <NothingOpen onNewChat={() => setIsStarting(true)} />
      ) : (
        <ThreadPane key={paneKey} threadKey={threadKey} onLink={onLink} />
      )}
      <Announcer />
      {isStarting ? (
        <Suspense fallback={null}>
          <NewChatDialog onClose={() => setIsStarting(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

/** A first message gives its thread an id, and conversations merge: the address follows. */
function useFollowMove(conversationId: string | null, threadKey: string | null): void {
  const navigate = useNavigate();
  useEffect(() => {
    if (threadKey !== null && threadKey !== conversationId) void navigate(`/chat/${threadKey}`, { replace: true });
  }, [navigate, conversationId, threadKey]);
}

/** The key under which the open thread was opened, so that its pane and its composer survive a move. */
function usePaneKey(threadKey: string | null): string | null {
  const [opened, setOpened] = useState({ threadKey, paneKey: threadKey });
  const isMoved = useAppSelector(
    ({ messages }) => opened.threadKey !== null && resolveThread(messages, opened.threadKey) === threadKey,
  );
  if (opened.threadKey === threadKey) return opened.paneKey;
  const next = { threadKey, paneKey: isMoved ? opened.paneKey : threadKey };
  setOpened(next);
  return next.paneKey;
}

function useTitle(): void {
  const { t } = useTranslation();
  const count = useAppSelector(({ conversations }) => {
    return Object.values(conversations.entities).filter(({ unreadCount }) => unreadCount > 0).length;
  });
  useEffect(() => {
    document.title = count === 0 ? t('app.name') : t('app.titleWaiting', { count });
  }, [t, count]);
}

function NothingOpen({ onNewChat }: { onNewChat: () => void }) {
  const { t } = useTranslation();
  return (
    <main className="hidden flex-1 flex-col items-center justify-center gap-2 bg-ground p-8 text-center wide:flex">
      <MessagesSquare aria-hidden="true" size={56} strokeWidth={1.25} className="mb-2 text-muted" />
      <p className="font-medium text-[1.25rem] leading-7">{t('thread.empty')}</p>
      <p className="mb-3 text-muted">{t('thread.emptyHint')}</p>
      <Button onClick={onNewChat}>{t('list.newChat')}</Button>
    </main>
  );
}
