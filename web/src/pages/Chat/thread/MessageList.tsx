import type { TFunction } from 'i18next';
import {
  lazy,
  type RefObject,
  Suspense,
  type UIEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
} from 'react';
import type { Day } from '#lib/formatting/time.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import { loadOlder, selectThread } from '#store/messages.ts';
import { selectIsReachable } from '#store/slices/connection.ts';
import { threadOverfull } from '#store/slices/messages.ts';
import { mostLoaded } from '#store/slices/threadPages.ts';
import { useToday } from '../useToday.ts';
import { FloatingDay } from './FloatingDay.tsx';
import { makeSelectItems, type ThreadItem } from './layout.ts';
import { MessageRow } from './MessageRow.tsx';
import { usePane, usePaneState } from './pane.ts';
import { DayRow, UnreadRow } from './SeparatorRow.tsx';
import { ToNewest } from './ToNewest.tsx';
import { useKeptPlace, useOpening } from './useKeptPlace.ts';
import { useNewest } from './useNewest.ts';
import { useReadReceipts } from './useReadReceipts.ts';
import { useRowKeys } from './useRowKeys.ts';
import { useThreadView } from './useThreadView.ts';

const EdgeNote = lazy(async () => ({ default: (await import('./EdgeNote.tsx')).EdgeNote }));

const marksForMs = 2_000;

type MessageListProps = {
  threadKey: string;
  name: string;
  /** What the list fills. */
  area: RefObject<HTMLElement | null>;
  /** Another one with each language. */
  t: TFunction;
};

/** A thread's messages; only those in view exist. Opens where it was left, at the unread line, or at the end. */
export function MessageList({ threadKey, name, area, t }: MessageListProps) {
  const dispatch = useAppDispatch();
  const pane = usePane();
  const today = useToday();
  const selectItems = useMemo(makeSelectItems, []);
  const items = useAppSelector((state) => selectItems(selectThread(state, threadKey)));
  const older = useAppSelector((state) => selectThread(state, threadKey)?.older ?? 'none');
  const newer = useAppSelector((state) => selectThread(state, threadKey)?.newer ?? 'none');
  const isReachable = useAppSelector((state) => selectIsReachable(state.connection));
  const wantedKey = useWantedKey(threadKey);
  const active = usePaneState((state) => state.active);
  const myId = useAppSelector(({ auth }) => (auth.status === 'signedIn' ? auth.user.id : null));

  const { opensAt, seenUpTo } = useOpening({ threadKey, items, wantedKey });
  const view = useThreadView({ items, reachesEnd: newer === 'none', opensAt, heldKey: active, area });
  const { scroller, virtualizer, indexOf, isAtEnd, goTo } = view;
  const onSeen = useKeptPlace(threadKey, view, items);
  const newest = useNewest({ threadKey, view, opensAt: seenUpTo, onSeen });
  const { handlers, moveTo } = useRowKeys({ view, items, onEnd: newest.goToEnd });
  const checkRead = useReadReceipts({ threadKey, items, scroller, virtualizer });

  // One's own message is always shown, wherever one was reading.
  const lastKey = items.at(-1)?.key;
  const isLastOwn = useAppSelector((state) => {
    const row = selectThread(state, threadKey)?.entities[lastKey ?? ''];
    return row !== undefined && !row.isStored && row.status === 'pending';
  });
  useLayoutEffect(() => {
    if (isLastOwn && lastKey !== undefined) goTo({ kind: 'end' });
  }, [isLastOwn, lastKey, goTo]);

  const shownBefore = useRef<ReadonlyMap<string, number>>(new Map());
  useLayoutEffect(() => {
    const wasShown = wantedKey !== null && shownBefore.current.has(wantedKey);
    shownBefore.current = indexOf;
    const index = wantedKey === null ? undefined : indexOf.get(wantedKey);
    if (wantedKey === null || index === undefined) return;
    const target = { kind: 'middle', key: wantedKey } as const;
    pane.change({ wanted: null, marked: wantedKey });
    setTimeout(() => {
      if (pane.read().marked === wantedKey) pane.change({ marked: null });
    }, marksForMs);
    if (wasShown) {
      void newest.show(target).then(() => moveTo(index));
      return;
    }
    goTo(target);
    moveTo(index);
  }, [wantedKey, indexOf, pane, newest.show, goTo, moveTo]);

  const { loadOn } = newest;
  const loadNear = useCallback(() => {
    const element = scroller.current;
    if (element === null) return;
    const { scrollTop, clientHeight, scrollHeight } = element;
    if (older === 'some' && scrollTop < clientHeight) void dispatch(loadOlder(threadKey));
    if (newer === 'some' && scrollHeight - scrollTop < 2 * clientHeight) void loadOn();
  }, [dispatch, threadKey, older, newer, scroller, loadOn]);
  // Not after each drawing: looking would have the browser lay the page out once more for each row that comes into view.
  useEffect(() => {
    if (items.length > 0) loadNear();
  }, [items, loadNear]);

  // What could not be loaded comes by itself when the server is back.
  const failedBefore = useRef(false);
  failedBefore.current = older === 'failed';
  useEffect(() => {
    if (isReachable && failedBefore.current) void dispatch(loadOlder(threadKey));
  }, [dispatch, threadKey, isReachable]);

  useEffect(() => {
    if (items.length > mostLoaded * 1.1) {
      dispatch(threadOverfull({ conversationId: threadKey, end: isAtEnd ? 'oldest' : 'newest' }));
    }
  }, [dispatch, threadKey, items, isAtEnd]);

  const onScroll = (_event: UIEvent) => {
    view.look();
    loadNear();
    checkRead();
  };

  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        onScroll={onScroll}
        className="flex min-h-0 flex-1 flex-col overflow-y-auto overflow-x-hidden overscroll-none [contain:strict] [overflow-anchor:none]"
      >
        {/* Few messages stand at the bottom, where the next one will come. */}
        <ol
          ref={virtualizer.containerRef}
          aria-label={t('thread.messages')}
          tabIndex={active === null ? 0 : -1}
          {...handlers}
          className="relative mt-auto w-full shrink-0"
        >
          {virtualizer.getVirtualItems().map(({ index, key }) => (
            <ItemRow
              key={key}
              item={items[index]}
              index={index}
              measure={view.measure}
              threadKey={threadKey}
              {...{ name, today, myId, t }}
            />
          ))}
        </ol>
      </div>
      <FloatingDay scroller={scroller} virtualizer={virtualizer} items={items} today={today} />
      <Suspense fallback={null}>
        {older === 'loading' || older === 'failed' ? (
          <EdgeNote edge="older" state={older} onRetry={() => void dispatch(loadOlder(threadKey))} />
        ) : null}
        {newer === 'loading' || newer === 'failed' ? (
          <EdgeNote edge="newer" state={newer} onRetry={() => void loadOn()} />
        ) : null}
      </Suspense>
      {isAtEnd ? null : <ToNewest count={newest.count} onClick={() => void newest.goOn()} />}
    </div>
  );
}

/** The row of the message that is to be shown, as soon as it is known. */
function useWantedKey(threadKey: string): string | null {
  const wanted = usePaneState((pane) => pane.wanted);
  return useAppSelector((state) => {
    return wanted === null ? null : (selectThread(state, threadKey)?.keyById[wanted] ?? null);
  });
}

type ItemRowProps = {
  item: ThreadItem | undefined;
  index: number;
  /** Tells the list how high the row is. */
  measure: (element: HTMLLIElement | null) => void;
  threadKey: string;
  name: string;
  today: Day;
  myId: string | null;
  t: TFunction;
};

function ItemRow({ item, index, measure, threadKey, name, today, myId, t }: ItemRowProps) {
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
          measure={measure}
          threadKey={threadKey}
          rowKey={item.key}
          isRunStart={item.isRunStart}
          isRunEnd={item.isRunEnd}
          {...{ name, myId, t }}
        />
      );
  }
}
