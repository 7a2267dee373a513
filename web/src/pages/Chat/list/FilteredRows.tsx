import '#lib/texts/later.ts';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { loadFiltered } from '#store/filteredLists.ts';
import { useAppDispatch, useAppSelector } from '#store/hooks.ts';
import { selectIsReachable } from '#store/slices/connection.ts';
import type { ServerFilter } from '#store/slices/conversations.ts';
import { Button } from '#ui/Button.tsx';
import { ConversationList } from './ConversationList.tsx';
import { EmptyNote } from './EmptyNote.tsx';
import { ListSkeleton } from './ListSkeleton.tsx';

type FilteredRowsProps = { filter: ServerFilter; openId: string | null; onShowAll: () => void };

/** The conversations of one filter, as the server finds them; and what to do where there are none. */
export function FilteredRows({ filter, openId, onShowAll }: FilteredRowsProps) {
  const { t } = useTranslation();
  const dispatch = useAppDispatch();
  const status = useAppSelector(({ conversations }) => conversations.filters[filter]?.status ?? 'unknown');
  const isReachable = useAppSelector((state) => selectIsReachable(state.connection));
  useEffect(() => {
    if (status === 'unknown' && isReachable) void dispatch(loadFiltered(filter));
  }, [dispatch, filter, status, isReachable]);

  if (status === 'failed') {
    return (
      <EmptyNote title={t('list.failed')}>
        <Button onClick={() => void dispatch(loadFiltered(filter))}>{t('app.tryAgain')}</Button>
      </EmptyNote>
    );
  }
  if (status !== 'loaded') return <ListSkeleton />;
  return (
    <ConversationList
      filter={filter}
      openId={openId}
      onNearEnd={() => void dispatch(loadFiltered(filter))}
      empty={
        <EmptyNote title={t(`listEmpty.${filter}`)} hint={t(`listEmpty.${filter}Hint`)}>
          <Button onClick={onShowAll}>{t('listEmpty.showAll')}</Button>
        </EmptyNote>
      }
    />
  );
}
