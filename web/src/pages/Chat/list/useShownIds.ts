import { useMemo, useState } from 'react';
import { useAppSelector, useAppStore } from '#store/hooks.ts';
import { type ListPart, toPartKey } from '#store/slices/conversations.ts';
import { isSameList, makeSelectShown } from './filters.ts';

/**
 * What the list shows, calmly: while it is held, since the pointer is on it, no row moves or goes; and the open conversation,
 * which opening has read, stays among the unread ones until another is opened.
 */
export function useShownIds(
  { filter, channelId }: ListPart,
  openId: string | null,
  isHeld: boolean,
): readonly string[] {
  const store = useAppStore();
  const part = useMemo(() => ({ filter, channelId }), [filter, channelId]);
  const key = toPartKey(part);
  const [before, setBefore] = useState<{ key: string; ids: readonly string[] }>({ key, ids: [] });
  const isKept = filter === 'unread' && before.key === key && openId !== null && before.ids.includes(openId);
  const keptId = isKept ? openId : null;
  const select = useMemo(() => makeSelectShown(part, keptId), [part, keptId]);
  const matching = useAppSelector(select, isSameList);
  const { entities } = store.getState().conversations;
  const ids =
    isHeld && before.key === key && before.ids.length > 0
      ? hold(before.ids, matching, (id) => entities[id] !== undefined)
      : matching;
  if (before.key === key && isSameList(before.ids, ids)) return before.ids;
  setBefore({ key, ids });
  return ids;
}

/** The order of before; what has come at its end, as a further page does, is taken in. */
function hold(before: readonly string[], now: readonly string[], isThere: (id: string) => boolean): string[] {
  const known = new Set(before);
  const lastKnown = now.findLastIndex((id) => known.has(id));
  return [...before.filter(isThere), ...now.slice(lastKnown + 1)];
}
