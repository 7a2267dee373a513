import { defaultRangeExtractor, type ReactVirtualizer, useVirtualizer } from '@tanstack/react-virtual';
import { ChevronDown } from 'lucide-react';
import {
  lazy,
  type MouseEvent,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import { useSettings } from '#hooks/useSettings.ts';
import { useAppDispatch } from '#store/hooks.ts';
import { openAhead } from '#store/openAhead.ts';
import type { ListPart } from '#store/slices/conversations.ts';
import { useToday } from '../useToday.ts';
import { ConversationRow } from './ConversationRow.tsx';
import { useHold } from './useHold.ts';
import { useListKeys } from './useListKeys.ts';
import { useShownIds } from './useShownIds.ts';

const RowActions = lazy(async () => ({ default: (await import('./RowActions.tsx')).RowActions }));

type ListVirtualizer = ReactVirtualizer<HTMLDivElement, Element>;

const rowHeights = { comfortable: 72, compact: 64 } as const;
const loadAheadRows = 15;

type ConversationListProps = {
  part: ListPart;
  openId: string | null;
  /** Shown where there is nothing to list. */
  empty: ReactNode;
  /** Told again and again while the end of what is loaded is near. */
  onNearEnd: () => void;
};

/** The rows; only those in view exist. All of them are one tab stop. */
export function ConversationList({ part, openId, empty, onNearEnd }: ConversationListProps) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const today = useToday();
  const rowHeight = rowHeights[useSettings().density];
  const scroller = useRef<HTMLDivElement>(null);
  const [isHeld, release] = useHold(scroller);
  const ids = useShownIds(part, openId, isHeld);
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const tabStop = [focusedId, openId].find((id) => id !== null && ids.includes(id)) ?? ids[0] ?? null;
  const tabIndex = tabStop === null ? -1 : ids.indexOf(tabStop);
  const virtualizer = useVirtualizer({
    count: ids.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => ids[index] ?? index, [ids]),
    estimateSize: () => rowHeight,
    overscan: 6,
    useFlushSync: false,
    // What has the focus stays, wherever it moves, and the list can always be entered.
    rangeExtractor: (range) => {
      const inView = defaultRangeExtractor(range);
      return tabIndex < 0 || inView.includes(tabIndex) ? inView : [...inView, tabIndex].sort((a, b) => a - b);
    },
  });
  const items = virtualizer.getVirtualItems();
  const isNearEnd = (virtualizer.range?.endIndex ?? 0) >= ids.length - loadAheadRows;

  useEffect(() => {
    if (rowHeight > 0) virtualizer.measure();
  }, [virtualizer, rowHeight]);

  const tellNearEnd = useEffectEvent(onNearEnd);
  useEffect(() => {
    if (isNearEnd && ids.length > 0) tellNearEnd();
  }, [isNearEnd, ids.length]);

  // Into view when it is opened; not again when it moves up.
  const openIndex = openId === null ? -1 : ids.indexOf(openId);
  const shownOpen = useRef<string | null>(null);
  useEffect(() => {
    if (openId === shownOpen.current || (openId !== null && openIndex < 0)) return;
    shownOpen.current = openId;
    // What one clicks on is in view. Going there all the same would halt a list that still moves, and have the page laid out.
    if (openId !== null && !isInView(virtualizer, openIndex)) virtualizer.scrollToIndex(openIndex);
  }, [openId, openIndex, virtualizer]);

  const focusRow = (index: number) => {
    virtualizer.scrollToIndex(index);
    // A row that was out of view is there with the next frame.
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"] a`)?.focus());
  };
  useListKeys({ ids, openId, scroller, focusRow });

  // The answer is on its way before the button is let go. A finger that scrolls presses no mouse button.
  const onPress = ({ target, button, ctrlKey, metaKey, shiftKey }: MouseEvent<HTMLUListElement>) => {
    const link = target instanceof Element ? target.closest('a') : null;
    const id = link?.closest<HTMLElement>('[data-id]')?.dataset['id'];
    if (id !== undefined && button === 0 && !ctrlKey && !metaKey && !shiftKey) dispatch(openAhead(id));
  };

  return (
    <>
      <div
        ref={scroller}
        className="min-h-0 flex-1 overflow-y-auto overscroll-none [contain:strict] [overflow-anchor:none]"
      >
        {ids.length === 0 ? empty : null}
        <ul
          aria-label={t('list.label')}
          onMouseDown={onPress}
          className="relative"
          style={{ height: virtualizer.getTotalSize() }}
        >
          {items.map(({ index, key, start, size }) => {
            const id = ids[index] ?? '';
            return (
              <li
                key={key}
                data-index={index}
                data-id={id}
                aria-setsize={ids.length}
                aria-posinset={index + 1}
                className="group absolute inset-x-0 top-0 select-none [contain:strict]"
                style={{ height: size, transform: `translateY(${start}px)` }}
              >
                <ConversationRow
                  id={id}
                  isOpen={id === openId}
                  today={today}
                  isNumberKnown={part.channelId !== null}
                  tabIndex={id === tabStop ? 0 : -1}
                  onFocus={setFocusedId}
                />
                {/* For the pointer alone: by keyboard the row itself has the menu. */}
                <button
                  type="button"
                  data-menu
                  tabIndex={-1}
                  aria-hidden="true"
                  className="absolute end-3 bottom-1.5 hidden size-7 items-center justify-center rounded-full bg-hover text-muted hover:text-text pointer-fine:group-hover:inline-flex"
                >
                  <ChevronDown size={20} />
                </button>
              </li>
            );
          })}
        </ul>
      </div>
      <Suspense fallback={null}>
        <RowActions {...{ scroller, ids, openId, focusRow, release }} />
      </Suspense>
    </>
  );
}

/** Whether a row can be seen, wholly, as far as the list has heard of its own movements. */
function isInView({ scrollOffset, scrollRect, measurementsCache }: ListVirtualizer, index: number): boolean {
  const row = measurementsCache[index];
  if (row === undefined || scrollOffset === null || scrollRect === null) return false;
  return row.start >= scrollOffset && row.end <= scrollOffset + scrollRect.height;
}
