import { matchSorter } from 'match-sorter';
import type { Entry } from './entries.ts';

/** The entries whose name or note has the letters of `text` in it, the best first and of equals the recently used. */
export function rank(entries: readonly Entry[], text: string, recent: readonly string[]): Entry[] {
  const places = new Map(recent.map((id, place) => [id, place]));
  const placeOf = ({ item }: { item: Entry }) => places.get(item.id) ?? recent.length;
  return matchSorter(entries, text, {
    keys: ['label', { key: 'note', maxRanking: matchSorter.rankings.CONTAINS }],
    baseSort: (a, b) => placeOf(a) - placeOf(b) || a.item.label.localeCompare(b.item.label),
  });
}
