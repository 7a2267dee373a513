import type { TFunction } from 'i18next';
import { lazy, memo, Suspense } from 'react';
import { explainFailure } from '#lib/api/explain.ts';
import { formatExact, formatTime } from '#lib/formatting/time.ts';
import { texts } from '#lib/texts/i18n.ts';
import { useAppSelector } from '#store/hooks.ts';
import { selectThread } from '#store/messages.ts';
import type { Row } from '#store/slices/row.ts';
import { Bubble, BubbleMeta, MetaSpace } from '#ui/Bubble.tsx';
import { countLoneEmoji } from '#ui/formattedText/parse.ts';
import { Ticks } from '#ui/Ticks.tsx';
import { toLine } from '../preview.ts';
import { toAuthorName } from './authorName.ts';
import { Content } from './Content.tsx';
import { FailureMark, FailureNote } from './FailureNote.tsx';
import { toWidth } from './media/box.ts';
import { useRowState } from './pane.ts';

const SelectMark = lazy(async () => ({ default: (await import('./actions/SelectMark.tsx')).SelectMark }));

type MessageRowProps = {
  measure: (element: HTMLLIElement | null) => void;
  threadKey: string;
  rowKey: string;
  isRunStart: boolean;
  /** Whether another author, day or line stands after it: then there is room below. Nothing above a bubble ever changes. */
  isRunEnd?: boolean;
  /** The customer's. */
  name: string;
  /** One's own. */
  myId: string | null;
  /** Another one with each language. */
  t: TFunction;
};

/** One message. Reads its own row, so that a tick redraws this bubble alone. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { measure, threadKey, rowKey, isRunStart, isRunEnd = false, name, myId, t } = props;
  const row = useAppSelector((state) => selectThread(state, threadKey)?.entities[rowKey]);
  const { isSelecting, isSelected, isActive, isMarked } = useRowState(rowKey);
  if (row === undefined) return null;

  const author = toAuthorName(row, { name, myId });
  const time = formatTime(row.createdAt);
  const side = row.isOutgoing ? 'justify-end' : 'justify-start';
  return (
    <li
      ref={measure}
      data-key={rowKey}
      tabIndex={isActive ? 0 : -1}
      aria-label={t('thread.item', { name: author, time, text: toLine(row) })}
      className={`group/row absolute inset-x-0 top-0 px-4 outline-none [contain:layout_style] pointer-coarse:select-none pointer-coarse:[-webkit-touch-callout:none] wide:px-14 pt-0.5 ${isRunEnd ? 'pb-2.5' : ''} ${isSelecting ? 'cursor-pointer select-none' : ''} transition-colors duration-200 motion-reduce:transition-none ${isSelected || isMarked ? 'bg-accent/15' : ''}`}
    >
      {isSelecting ? (
        <Suspense fallback={null}>
          <SelectMark isOn={isSelected} isOutgoing={row.isOutgoing} isRunEnd={isRunEnd} />
        </Suspense>
      ) : null}
      {/* Beside the bubble there is room for what can be done with it. */}
      <div data-beside className={`mx-auto flex max-w-275 ${side}`}>
        {row.status === 'failed' && row.isOutgoing ? <FailureMark rowKey={rowKey} /> : null}
        <Bubble isOutgoing={row.isOutgoing} isRunStart={isRunStart}>
          {isRunStart && row.isOutgoing && row.sender?.id !== myId ? (
            <div dir="auto" className="font-medium text-accent-text text-time">
              {author}
            </div>
          ) : null}
          <Text row={row} t={t} />
          {row.isOutgoing && row.error !== null ? (
            <FailureNote row={row} error={row.error} threadKey={threadKey} />
          ) : null}
          <BubbleMeta>
            <time dateTime={row.createdAt} title={formatExact(row.createdAt)}>
              {time}
            </time>
            {row.isOutgoing ? <Ticks status={row.status} label={toSign(row)} /> : null}
          </BubbleMeta>
        </Bubble>
      </div>
    </li>
  );
});

/** What a tick says. */
function toSign({ status, error }: Row): string {
  if (status !== 'failed' || error === null) return texts.t(`status.${status}`);
  return texts.t('message.failed', { reason: explainFailure(error) });
}

const emojiSizes = ['', 'text-[60px] leading-[72px]', 'text-[48px] leading-[60px]', 'text-[36px] leading-[48px]'];

function Text({ row, t }: { row: Row; t: TFunction }) {
  const emoji = row.messageType === 'text' ? countLoneEmoji(row.content) : 0;
  return (
    <div
      data-said
      style={{ width: toWidth(row) }}
      className={`max-w-full whitespace-pre-wrap [overflow-wrap:anywhere] ${emoji === 0 ? 'text-message' : emojiSizes[emoji]}`}
    >
      <Content row={row} t={t} />
      {row.error === null ? <MetaSpace hasTicks={row.isOutgoing} /> : null}
    </div>
  );
}
