import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import '#lib/texts/later.ts';
import { useAppDispatch, useAppSelector, useAppStore } from '#store/hooks.ts';
import { jumpTo } from '#store/jumping.ts';
import { openThread, selectThread } from '#store/messages.ts';
import { selectIsReachable } from '#store/slices/connection.ts';
import { usePane } from './pane.ts';

const noteStaysMs = 6_000;

type JumpToProps = {
  threadKey: string;
  /** The message that the address names. */
  messageId: string | null;
  /** It need not be named any more. */
  onDone: () => void;
};

/** Goes to the message that the address names, or says that there is none such. */
export function JumpTo({ threadKey, messageId, onDone }: JumpToProps) {
  const { t } = useTranslation();
  const pane = usePane();
  const dispatch = useAppDispatch();
  const store = useAppStore();
  const isReachable = useAppSelector((state) => selectIsReachable(state.connection));
  const [missing, setMissing] = useState<string | null>(null);

  useEffect(() => {
    if (messageId === null || !isReachable) return;
    let isOver = false;
    void jump(messageId);
    return () => {
      isOver = true;
    };

    async function jump(id: string): Promise<void> {
      const wasLoaded = selectThread(store.getState(), threadKey)?.status === 'loaded';
      pane.change({ wanted: id });
      const outcome = await dispatch(jumpTo(threadKey, id));
      if (outcome === 'missing' && !wasLoaded) await dispatch(openThread(threadKey));
      if (isOver || outcome === 'failed') return;
      if (outcome === 'missing') {
        pane.change({ wanted: null });
        setMissing(id);
      }
      onDone();
    }
  }, [dispatch, store, pane, threadKey, messageId, isReachable, onDone]);

  useEffect(() => {
    if (missing === null) return;
    const timer = setTimeout(() => setMissing(null), noteStaysMs);
    return () => clearTimeout(timer);
  }, [missing]);

  return (
    <div role="status" className="pointer-events-none absolute inset-x-0 top-3 z-20 flex justify-center px-4">
      {missing === null ? null : (
        <span className="animate-appear rounded-lg border border-line bg-chip px-3 py-2 text-preview shadow-raised">
          {t('reading.messageGone')}
        </span>
      )}
    </div>
  );
}
