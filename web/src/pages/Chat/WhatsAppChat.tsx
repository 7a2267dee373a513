import { MessagesSquare } from 'lucide-react';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'wouter';
import { usePageTitle } from '#hooks/usePageTitle.ts';
import { useShortcut } from '#hooks/useShortcut.ts';
import { useAppSelector } from '#store/hooks.ts';
import { resolveThread } from '#store/slices/messages.ts';
import { isNewNumber } from '#store/threadKeys.ts';
import { Button } from '#ui/Button.tsx';
import { Guard } from '#ui/Guard.tsx';
import { Announcer } from './Announcer.tsx';
import { panelLook } from './contact/panelLook.ts';
import { useContactPanel } from './contact/useContactPanel.ts';
import { ListPane } from './list/ListPane.tsx';
import { ThreadAtHand, ThreadSlot } from './ThreadSlot.tsx';

const ContactPanel = lazy(async () => ({ default: (await import('./contact/ContactPanel.tsx')).ContactPanel }));
const NewChatDialog = lazy(async () => ({ default: (await import('./NewChatDialog.tsx')).NewChatDialog }));

/** The conversations and the one that is open. On narrow windows one of the two at a time. */
export function WhatsAppChat({ onLink }: { onLink: () => void }) {
  const { conversationId = null } = useParams<{ conversationId?: string }>();
  const [isStarting, setIsStarting] = useState(false);
  const threadKey = useAppSelector(({ messages }) =>
    conversationId === null ? null : resolveThread(messages, conversationId),
  );
  const paneKey = usePaneKey(threadKey);
  const contact = useContactPanel(threadKey !== null && !isNewNumber(threadKey));
  useFollowMove(conversationId, threadKey);
  usePageTitle();
  useShortcut('newChat', () => setIsStarting(true));

  return (
    <>
      <Guard place="pane">
        <ListPane openId={threadKey} onNewChat={() => setIsStarting(true)} onLink={onLink} />
      </Guard>
      {threadKey === null ? (
        <>
          <NothingOpen onNewChat={() => setIsStarting(true)} />
          <ThreadAtHand />
        </>
      ) : (
        <>
          {/* On narrow windows the panel takes the thread's place. */}
          <div className={`contents ${contact.isOpen ? 'max-wide:invisible' : ''}`}>
            <Guard place="pane" resetKey={threadKey}>
              <ThreadSlot
                key={paneKey}
                threadKey={threadKey}
                contact={isNewNumber(threadKey) ? null : contact}
                onLink={onLink}
              />
            </Guard>
          </div>
          {contact.isOpen ? (
            <Guard place="pane" resetKey={threadKey} onDismiss={contact.toggle}>
              <Suspense fallback={<aside className={panelLook} />}>
                <ContactPanel threadKey={threadKey} isFresh={contact.isFresh} onClose={contact.toggle} />
              </Suspense>
            </Guard>
          ) : null}
        </>
      )}
      <Announcer />
      {isStarting ? (
        <Guard place="over" onDismiss={() => setIsStarting(false)}>
          <Suspense fallback={null}>
            <NewChatDialog onClose={() => setIsStarting(false)} />
          </Suspense>
        </Guard>
      ) : null}
    </>
  );
}

/** A first message gives its thread an id, and conversations merge: the address follows. */
function useFollowMove(conversationId: string | null, threadKey: string | null): void {
  const [, navigate] = useLocation();
  useEffect(() => {
    if (threadKey !== null && threadKey !== conversationId) {
      navigate(`/chat/${threadKey}${window.location.search}`, { replace: true });
    }
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

function NothingOpen({ onNewChat }: { onNewChat: () => void }) {
  const { t } = useTranslation();
  const isEmpty = useAppSelector(
    ({ conversations }) => conversations.status === 'loaded' && conversations.ids.length === 0,
  );
  return (
    <main className="hidden flex-1 flex-col items-center justify-center gap-2 bg-ground p-8 text-center wide:flex">
      <MessagesSquare aria-hidden="true" size={56} strokeWidth={1.25} className="mb-2 text-muted" />
      <p className="font-medium text-[1.25rem] leading-7">{isEmpty ? t('thread.none') : t('thread.empty')}</p>
      <p className="mb-3 text-muted">{isEmpty ? t('thread.noneHint') : t('thread.emptyHint')}</p>
      {isEmpty ? null : <Button onClick={onNewChat}>{t('list.newChat')}</Button>}
    </main>
  );
}
