import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import { type UIEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Day } from '#lib/formatting/time.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import { loadOlder, selectThread } from '#store/messages.ts';
import { useToday } from '../useToday.ts';
import { makeSelectItems, type ThreadItem } from './layout.ts';
import { MessageRow } from './MessageRow.tsx';
import { DayRow, UnreadRow } from './SeparatorRow.tsx';
import { useReadReceipts } from './useReadReceipts.ts';

/** Closer to the end than this counts as there. */
const endThreshold = 24;
/** The unread line stands this far under the header when a conversation opens. */
const unreadInset = 10;

/** A thread's messages; only those in view exist. Opens at the unread line, else at the end. */
export function MessageList({ threadKey, name }: { threadKey: string; name: string }) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const today = useToday();
  const selectItems = useMemo(makeSelectItems, []);
  const items = useAppSelector((state) => selectItems(selectThread(state, threadKey)));
  const older = useAppSelector((state) => selectThread(state, threadKey)?.older ?? 'none');
  const scroller = useRef<HTMLDivElement>(null);
  const wasAtEnd = useRef(true);
  const [isAtEnd, setIsAtEnd] = useState(true);

  const virtualizer = useVirtualizer<HTMLDivElement, HTMLLIElement>({
    count: items.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => items[index]?.key ?? index, [items]),
    estimateSize: (index) => estimateHeight(items[index]),
    anchorTo: 'end',
    followOnAppend: true,
    scrollEndThreshold: endThreshold,
    overscan: 12,
    paddingStart: 12,
    paddingEnd: 16,
    directDomUpdates: true,
  });

  const isPlaced = useRef(false);
  useLayoutEffect(() => {
    if (isPlaced.current || items.length === 0) return;
    isPlaced.current = true;
    const unread = items.findIndex(({ kind }) => kind === 'unread');
    const offset = unread === -1 ? undefined : virtualizer.getOffsetForIndex(unread, 'start')?.[0];
    if (offset === undefined) virtualizer.scrollToEnd();
    else virtualizer.scrollToOffset(Math.max(offset - unreadInset, 0));
  }, [items, virtualizer]);

  // One's own message is always shown, wherever one was reading.
  const lastItem = items.at(-1);
  const lastKey = lastItem?.key;
  const isLastOwn = useAppSelector((state) => {
    const row = selectThread(state, threadKey)?.entities[lastKey ?? ''];
    return row !== undefined && !row.isStored && row.status === 'pending';
  });
  useLayoutEffect(() => {
    if (isLastOwn && lastKey !== undefined) virtualizer.scrollToEnd();
  }, [isLastOwn, lastKey, virtualizer]);

  // The composer grows, a keyboard opens: who read the end goes on reading the end.
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => {
      if (wasAtEnd.current) virtualizer.scrollToEnd();
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [virtualizer]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null || older !== 'some' || !isPlaced.current) return;
    if (element.scrollTop < element.clientHeight) void dispatch(loadOlder(threadKey));
  });

  const seenUpTo = useRef(lastKey);
  if (isAtEnd) seenUpTo.current = lastKey;
  const newCount = isAtEnd ? 0 : countNew(items, seenUpTo.current);

  const checkRead = useReadReceipts({ threadKey, items, scroller, virtualizer });
  const onScroll = ({ currentTarget: element }: UIEvent<HTMLDivElement>) => {
    wasAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight <= endThreshold;
    if (wasAtEnd.current !== isAtEnd) setIsAtEnd(wasAtEnd.current);
    if (element.scrollTop < element.clientHeight && older === 'some') void dispatch(loadOlder(threadKey));
    checkRead();
  };

  return (
    <>
      <div
        ref={scroller}
        onScroll={onScroll}
        className="flex min-h-0 flex-1 flex-col overflow-y-auto overflow-x-hidden overscroll-none [overflow-anchor:none]"
      >
        {older === 'failed' ? <OlderFailed onRetry={() => void dispatch(loadOlder(threadKey))} /> : null}
        {/* Few messages stand at the bottom, where the next one will come. */}
        <ol
          ref={virtualizer.containerRef}
          aria-label={t('thread.messages')}
          className="relative mt-auto w-full shrink-0"
        >
          {virtualizer.getVirtualItems().map(({ index, key }) => (
            <ItemRow
              key={key}
              item={items[index]}
              index={index}
              measure={virtualizer.measureElement}
              threadKey={threadKey}
              name={name}
              today={today}
            />
          ))}
        </ol>
      </div>
      {isAtEnd ? null : <ToEnd count={newCount} onClick={() => virtualizer.scrollToEnd()} />}
    </>
  );
}

type ItemRowProps = {
  item: ThreadItem | undefined;
  index: number;
  /** Tells the list how high the row is. */
  measure: (element: HTMLLIElement | null) => void;
  threadKey: string;
  name: string;
  today: Day;
};

function ItemRow({ item, index, measure, threadKey, name, today }: ItemRowProps) {
  switch (item?.kind) {
    case undefined:
      return null;
    case 'day':
      return <DayRow index={index} measure={measure} day={item.day} today={today} />;
    case 'unread':
      return <UnreadRow index={index} measure={measure} />;
    case 'message':
      return (
        <MessageRow
          index={index}
          measure={measure}
          threadKey={threadKey}
          rowKey={item.key}
          isRunStart={item.isRunStart}
          name={name}
        />
      );
  }
}

function OlderFailed({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div role="alert" className="flex items-center justify-center gap-3 p-2 text-muted text-preview">
      {t('thread.olderFailed')}
      <button type="button" onClick={onRetry} className="font-medium text-accent-text underline">
        {t('app.tryAgain')}
      </button>
    </div>
  );
}

function ToEnd({ count, onClick }: { count: number; onClick: () => void }) {
  const { t } = useTranslation();
  const label = count === 0 ? t('thread.toEnd') : t('thread.new', { count });
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className="absolute right-4 bottom-4 z-10 inline-flex h-10 min-w-10 animate-appear items-center justify-center gap-1.5 rounded-full border border-line bg-chip px-2 font-medium text-preview text-text shadow-raised hover:bg-hover"
    >
      {count === 0 ? null : <span className="pl-2">{label}</span>}
      <ArrowDown aria-hidden="true" size={20} />
    </button>
  );
}

function countNew(items: readonly ThreadItem[], seenUpTo: string | undefined): number {
  const from = items.findIndex(({ key }) => key === seenUpTo);
  return items.slice(from + 1).filter((item) => item.kind === 'message' && !item.isOutgoing).length;
}

function estimateHeight(item: ThreadItem | undefined): number {
  if (item?.kind !== 'message') return 44;
  const lines = Math.max(Math.ceil(item.length / 65), 1);
  return lines * 20 + 14 + (item.isRunStart ? 12 : 2);
}
