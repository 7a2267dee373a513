import type { SearchStorage } from '../ports/search.ts';
import { afterAll, keyOf } from './posting.ts';

/**
 * Where a page ended: all keys from `before` on were looked at, and what is left is in buckets with a `last` of `upTo` at most.
 */
export type SearchPlace = { before: string; upTo: string };

/** What one request may read, in all. It is used up by whoever reads. */
export type SearchBudget = { buckets: number; messages: number };

type Source = { word: string; upTo: string | null; pageSize: number; seen: Set<string> };

export type PostingStream = ReturnType<typeof createPostingStream>;

const firstPage = 2;
const largestPage = 32;
/** Of more words, each is read a bucket at a time. */
const fewWords = 4;

/** The keys of the messages that have one of some words, from the newest down, each once. Nothing is read before it is asked. */
export function createPostingStream(
  storage: Pick<SearchStorage, 'listBuckets'>,
  query: {
    workspaceId: string;
    words: readonly string[];
    place: SearchPlace | null;
    isWanted: (posting: string) => boolean;
    budget: SearchBudget;
  },
) {
  const { workspaceId, words, place, isWanted, budget } = query;
  const before = place?.before ?? afterAll;
  const sources: Source[] = words.map((word) => ({
    word,
    upTo: place?.upTo ?? afterAll,
    pageSize: words.length > fewWords ? 1 : firstPage,
    seen: new Set(),
  }));
  const known = new Set<string>();
  const ranges: { first: string; last: string }[] = [];
  /** From the newest down, not given out yet. */
  let waiting: string[] = [];

  return {
    /** Reads what every word begins with. */
    async open(): Promise<void> {
      take(await Promise.all(sources.map(read)));
    },

    /** Messages with larger keys are known; of the others some may be. `null`: all are. */
    floor,

    /** How many are known. */
    size: () => known.size,

    /** At most `count` of the next keys. None when there are no more, or the budget is used up. */
    async next(count: number): Promise<string[]> {
      while (countReady() < count && floor() !== null && (budget.buckets > 0 || isBeforeStart())) await readOn();
      return waiting.splice(0, Math.min(countReady(), count));
    },

    /** Reads on until it is known which keys from `key` on there are. @returns whether that took no more than `most` buckets */
    async reach(key: string, most: number): Promise<boolean> {
      const least = Math.max(budget.buckets - most, 0);
      while (isOpenAt(key) && budget.buckets > least) await readOn();
      return !isOpenAt(key);
    },

    has: (key: string): boolean => known.has(key),

    /** The largest `last` of the buckets that may have keys before this one. */
    findUpTo(key: string): string {
      const left = ranges.filter(({ first }) => first < key).map(({ last }) => last);
      return [...left, floor() ?? ''].sort().at(-1) ?? '';
    },
  };

  function floor(): string | null {
    const ends = sources.flatMap(({ upTo }) => upTo ?? []);
    return ends.sort().at(-1) ?? null;
  }

  /** Whether a page that ended here would end where it began. */
  function isBeforeStart(): boolean {
    const lowest = floor();
    return lowest !== null && `${lowest}${afterAll}` >= before && place !== null;
  }

  function isOpenAt(key: string): boolean {
    const lowest = floor();
    return lowest !== null && keyOf(lowest) >= key;
  }

  /** What comes after the floor can't be overtaken by anything that was not read yet. */
  function countReady(): number {
    const lowest = floor();
    if (lowest === null) return waiting.length;
    const end = waiting.findIndex((key) => key <= keyOf(lowest));
    return end === -1 ? waiting.length : end;
  }

  async function readOn(): Promise<void> {
    const lowest = floor();
    const due = sources.filter(({ upTo }) => upTo === lowest);
    take(await Promise.all(due.map(read)));
  }

  /** @returns the postings of a source's next page */
  async function read(source: Source): Promise<string[]> {
    const { word, upTo, pageSize, seen } = source;
    if (upTo === null) return [];
    // Buckets that end alike come again, and are passed over.
    const limit = pageSize + seen.size;
    const page = await storage.listBuckets({ workspaceId, word, upTo, limit });
    const fresh = page.filter(({ id }) => !seen.has(id));
    const end = page.length < limit ? null : (page.at(-1)?.last ?? null);
    source.upTo = end;
    source.seen = new Set(page.filter(({ last }) => last === end).map(({ id }) => id));
    if (end === upTo) for (const id of seen) source.seen.add(id);
    source.pageSize = Math.min(pageSize * 2, largestPage);
    budget.buckets -= fresh.length;
    return fresh.flatMap(({ last, postings }) => {
      ranges.push({ first: postings.map(keyOf).sort()[0] ?? last, last });
      return postings;
    });
  }

  function take(pages: string[][]): void {
    for (const posting of pages.flat()) {
      const key = keyOf(posting);
      if (key >= before || known.has(key) || !isWanted(posting)) continue;
      known.add(key);
      waiting.push(key);
    }
    waiting = waiting.sort().reverse();
  }
}
