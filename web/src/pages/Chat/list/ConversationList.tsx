import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { loadMoreConversations } from '#store/conversations.ts';
import { useAppDispatch } from '#store/hooks.ts';
import { useToday } from '../useToday.ts';
import { ConversationRow } from './ConversationRow.tsx';

const rowHeight = 72;
const loadAheadRows = 15;

type ConversationListProps = { ids: readonly string[]; openId: string | null };

/** The rows; only those in view exist. */
export function ConversationList({ ids, openId }: ConversationListProps) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const today = useToday();
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => ids[index] ?? index,
    estimateSize: () => rowHeight,
    overscan: 6,
    useFlushSync: false,
  });
  const items = virtualizer.getVirtualItems();
  const isNearEnd = (items.at(-1)?.index ?? 0) >= ids.length - loadAheadRows;

  useEffect(() => {
    if (isNearEnd && ids.length > 0) void dispatch(loadMoreConversations());
  }, [dispatch, isNearEnd, ids.length]);

  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto overscroll-none [overflow-anchor:none]">
      <ul aria-label={t('list.label')} className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, key, start }) => (
          <li
            key={key}
            aria-setsize={ids.length}
            aria-posinset={index + 1}
            className="absolute inset-x-0 top-0 h-18"
            style={{ transform: `translateY(${start}px)` }}
          >
            <ConversationRow id={ids[index] ?? ''} isOpen={ids[index] === openId} today={today} />
          </li>
        ))}
      </ul>
    </div>
  );
}
