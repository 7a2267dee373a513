import { useTranslation } from 'react-i18next';
import { useAppSelector } from '#store/hooks.ts';
import { type ListFilter, listFilters, selectUnreadCount } from './filters.ts';

type FilterChipsProps = { chosen: ListFilter; onChoose: (filter: ListFilter) => void };

/** Which conversations the list shows. */
export function FilterChips({ chosen, onChoose }: FilterChipsProps) {
  const { t } = useTranslation();
  const unreadCount = useAppSelector(selectUnreadCount);
  return (
    <fieldset aria-label={t('list.filters')} className="mx-3 mb-2 flex shrink-0 gap-2">
      {listFilters.map((filter) => (
        <button
          key={filter}
          type="button"
          aria-pressed={filter === chosen}
          onClick={() => onChoose(filter)}
          className={`h-8 rounded-full px-3 text-preview transition-colors duration-80 pointer-coarse:h-11 ${filter === chosen ? 'bg-accent font-medium text-on-accent' : 'bg-sunken text-muted hover:bg-hover hover:text-text'}`}
        >
          {t(`list.filter.${filter}`)}{' '}
          {filter === 'unread' && unreadCount ? (
            <span className="ms-0.5 tabular-nums">{unreadCount > 99 ? '99+' : unreadCount}</span>
          ) : null}
        </button>
      ))}
    </fieldset>
  );
}
