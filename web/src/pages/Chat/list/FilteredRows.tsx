import '#lib/texts/later.ts';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { loadFiltered } from '#store/filteredLists.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import { selectIsReachable } from '#store/slices/connection.ts';
import { type ListPart, toPartKey } from '#store/slices/conversations.ts';
import { Button } from '#ui/Button.tsx';
import { ConversationList } from './ConversationList.tsx';
import { EmptyNote } from './EmptyNote.tsx';
import { ListSkeleton } from './ListSkeleton.tsx';

type FilteredRowsProps = { part: ListPart; openId: string | null; onShowAll: () => void };

/** The conversations of one part, as the server finds them; and what to do where there are none. */
export function FilteredRows({ part, openId, onShowAll }: FilteredRowsProps) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const status = useAppSelector(({ conversations }) => conversations.parts[toPartKey(part)]?.status ?? 'unknown');
  const isReachable = useAppSelector((state) => selectIsReachable(state.connection));
  useEffect(() => {
    if (status === 'unknown' && isReachable) void dispatch(loadFiltered(part));
  }, [dispatch, part, status, isReachable]);

  const empty = part.filter === 'all' ? 'number' : part.filter;
  if (status === 'failed') {
    return (
      <EmptyNote title={t('list.failed')}>
        <Button onClick={() => void dispatch(loadFiltered(part))}>{t('app.tryAgain')}</Button>
      </EmptyNote>
    );
  }
  if (status !== 'loaded') return <ListSkeleton />;
  return (
    <ConversationList
      part={part}
      openId={openId}
      onNearEnd={() => void dispatch(loadFiltered(part))}
      empty={
        <EmptyNote title={t(`listEmpty.${empty}`)} hint={t(`listEmpty.${empty}Hint`)}>
          <Button onClick={onShowAll}>{t('listEmpty.showAll')}</Button>
        </EmptyNote>
      }
    />
  );
}
