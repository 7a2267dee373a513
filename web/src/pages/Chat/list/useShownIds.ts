import { useMemo, useState } from 'react';
import { useAppSelector, useAppStore } from '#store/hooks.ts';
import { isSameList, type ListFilter, makeSelectShown } from './filters.ts';

/**
 * What the list shows, calmly: while it is held, since the pointer is on it, no row moves or goes; and the open conversation,
 * which opening has read, stays among the unread ones until another is opened.
 */
export function useShownIds(filter: ListFilter, openId: string | null, isHeld: boolean): readonly string[] {
  const store = useAppStore();
  const [before, setBefore] = useState<{ filter: ListFilter; ids: readonly string[] }>({ filter, ids: [] });
  const isKept = filter === 'unread' && before.filter === filter && openId !== null && before.ids.includes(openId);
  const keptId = isKept ? openId : null;
  const select = useMemo(() => makeSelectShown(filter, keptId), [filter, keptId]);
  const matching = useAppSelector(select, isSameList);
  const { entities } = store.getState().conversations;
  const ids =
    isHeld && before.filter === filter && before.ids.length > 0
      ? hold(before.ids, matching, (id) => entities[id] !== undefined)
      : matching;
  if (before.filter === filter && isSameList(before.ids, ids)) return before.ids;
  setBefore({ filter, ids });
  return ids;
}

/** The order of before; what has come at its end, as a further page does, is taken in. */
function hold(before: readonly string[], now: readonly string[], isThere: (id: string) => boolean): string[] {
  const known = new Set(before);
  const lastKnown = now.findLastIndex((id) => known.has(id));
  return [...before.filter(isThere), ...now.slice(lastKnown + 1)];
}
