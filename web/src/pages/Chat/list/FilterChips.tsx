import { lazy, Suspense, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { selectHasSeveral } from '#store/channels.ts';
import { useAppSelector } from '#store/hooks.ts';
import type { ListPart } from '#store/slices/conversations.ts';
import { listFilters, makeSelectUnreadCount } from './filters.ts';

const NumberChip = lazy(async () => ({ default: (await import('./NumberChip.tsx')).NumberChip }));

type FilterChipsProps = { chosen: ListPart; onChoose: (part: ListPart) => void };

/** Which conversations the list shows. */
export function FilterChips({ chosen, onChoose }: FilterChipsProps) {
  const { t } = useTranslation();
  const { channelId } = chosen;
  const unreadCount = useAppSelector(useMemo(() => makeSelectUnreadCount(channelId), [channelId]));
  const hasSeveral = useAppSelector(selectHasSeveral);
  return (
    <fieldset
      aria-label={t('list.filters')}
      className="mx-3 mb-2 flex min-w-0 shrink-0 flex-wrap gap-2 peer-[:not(:empty)]/line:mt-2"
    >
      {listFilters.map((filter) => (
        <button
          key={filter}
          type="button"
          aria-pressed={filter === chosen.filter}
          onClick={() => onChoose({ filter, channelId })}
          className={`h-8 rounded-full px-3 text-preview transition-colors duration-80 pointer-coarse:h-11 ${filter === chosen.filter ? 'bg-accent font-medium text-on-accent' : 'bg-sunken text-muted hover:bg-hover hover:text-text'}`}
        >
          {t(`list.filter.${filter}`)}{' '}
          {filter === 'unread' && unreadCount ? (
            <span className="ms-0.5 tabular-nums">{unreadCount > 99 ? '99+' : unreadCount}</span>
          ) : null}
        </button>
      ))}
      {hasSeveral ? (
        <Suspense fallback={<span className="size-8 pointer-coarse:size-11" />}>
          <NumberChip chosenId={channelId} onChoose={(id) => onChoose({ ...chosen, channelId: id })} />
        </Suspense>
      ) : null}
    </fieldset>
  );
}
