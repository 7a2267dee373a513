import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatExact, formatTime } from '#lib/formatting/time.ts';
import { useAppSelector } from '#store/hooks.ts';
import { selectThread } from '#store/messages.ts';
import type { Row } from '#store/slices/row.ts';
import { Bubble, BubbleMeta, MetaSpace } from '#ui/Bubble.tsx';
import { countLoneEmoji } from '#ui/formattedText/parse.ts';
import { Ticks } from '#ui/Ticks.tsx';
import { toPreview } from '../preview.ts';
import { Content } from './Content.tsx';
import { FailureNote } from './FailureNote.tsx';

type MessageRowProps = {
  index: number;
  measure: (element: HTMLLIElement | null) => void;
  threadKey: string;
  rowKey: string;
  isRunStart: boolean;
  /** The customer's. */
  name: string;
};

/** One message. Reads its own row, so that a tick redraws this bubble alone. */
export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
  const { index, measure, threadKey, rowKey, isRunStart, name } = props;
  const { t } = useTranslation();
  const row = useAppSelector((state) => selectThread(state, threadKey)?.entities[rowKey]);
  const myId = useAppSelector(({ auth }) => (auth.status === 'signedIn' ? auth.user.id : null));
  if (row === undefined) return null;

  const author = toAuthorName(row);
  const time = formatTime(row.createdAt);
  const side = row.isOutgoing ? 'justify-end' : 'justify-start';
  return (
    <li
      ref={measure}
      data-index={index}
      aria-label={t('thread.item', { name: author, time, text: toPreview(row) })}
      className={`absolute inset-x-0 top-0 px-4 wide:px-14 ${isRunStart ? 'pt-3' : 'pt-0.5'}`}
    >
      <div className={`mx-auto flex max-w-275 ${side}`}>
        <Bubble isOutgoing={row.isOutgoing} isRunStart={isRunStart}>
          {isRunStart && row.isOutgoing && row.sender?.id !== myId ? (
            <div dir="auto" className="font-medium text-accent-text text-time">
              {author}
            </div>
          ) : null}
          <Text row={row} />
          {row.isOutgoing ? <FailureNote row={row} threadKey={threadKey} /> : null}
          <BubbleMeta>
            <time dateTime={row.createdAt} title={formatExact(row.createdAt)}>
              {time}
            </time>
            {row.isOutgoing ? <Ticks status={row.status} label={t(`status.${row.status}`)} /> : null}
          </BubbleMeta>
        </Bubble>
      </div>
    </li>
  );

  function toAuthorName({ isOutgoing, sender }: Row): string {
    if (!isOutgoing) return name;
    if (sender === null) return t('thread.fromPhone');
    return sender.id === myId ? t('thread.you') : sender.name;
  }
});

const emojiSizes = ['', 'text-[60px] leading-[72px]', 'text-[48px] leading-[60px]', 'text-[36px] leading-[48px]'];

function Text({ row }: { row: Row }) {
  const emoji = row.messageType === 'text' ? countLoneEmoji(row.content) : 0;
  return (
    <div className={`whitespace-pre-wrap [overflow-wrap:anywhere] ${emoji === 0 ? 'text-message' : emojiSizes[emoji]}`}>
      <Content row={row} />
      {row.error === null ? <MetaSpace hasTicks={row.isOutgoing} /> : null}
    </div>
  );
}
