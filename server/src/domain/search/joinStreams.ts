import { afterAll } from './posting.ts';
import type { PostingStream, SearchBudget, SearchPlace } from './postingStream.ts';

/** Keys of messages that may have all the words, taken at once from the rarest: few at first, as they may do. */
const firstChunk = 64;
const largestChunk = 256;
/** Messages looked at in one go, at most. */
const largestBatch = 60;
/** A bucket takes about as long to read as so many messages: to pass over messages without a word, no more is read. */
const messagesWorth = 4;

/**
 * Finds the messages that are in all streams, from the newest down. The rarest word leads: of the others as much is read as
 * covers the same time, where that is little. What is left is looked at.
 * @param check gives those of some keys that are what is searched for, in their order
 * @returns `place`: where to go on; `null` when there can be no more. `isCut`: the budget ended before the page was full
 */
export async function joinStreams<Hit extends { key: string }>(
  streams: readonly PostingStream[],
  { limit, budget, check }: { limit: number; budget: SearchBudget; check: (keys: string[]) => Promise<Hit[]> },
): Promise<{ hits: Hit[]; place: SearchPlace | null; isCut: boolean }> {
  await Promise.all(streams.map(({ open }) => open()));
  const [rarest, ...others] = streams.toSorted(compareRarity);
  if (!rarest) return { hits: [], place: null, isCut: false };
  const followed = new Set(others);
  const hits: Hit[] = [];

  for (let chunkSize = firstChunk; ; chunkSize = Math.min(chunkSize * 2, largestChunk)) {
    const chunk = await rarest.next(chunkSize);
    if (chunk.length === 0) {
      const floor = rarest.floor();
      if (floor === null) return { hits, place: null, isCut: false };
      return { hits, place: placeBefore(`${floor}${afterAll}`), isCut: true };
    }
    const candidates = await passOver(chunk);
    while (candidates.length > 0) {
      const batch = candidates.splice(0, hits.length === 0 ? Math.min(limit + 1, largestBatch) : largestBatch);
      budget.messages -= batch.length;
      hits.push(...(await check(batch)));
      // One more than is wanted tells whether there is a next page.
      if (hits.length > limit) {
        const page = hits.slice(0, limit);
        return { hits: page, place: placeBefore(page.at(-1)?.key ?? ''), isCut: false };
      }
      const looked = batch.at(-1);
      if (budget.messages <= 0 && looked !== undefined) return { hits, place: placeBefore(looked), isCut: true };
    }
  }

  /** Leaves out what is known not to have another of the words. */
  async function passOver(chunk: string[]): Promise<string[]> {
    let left = chunk;
    for (const stream of [...followed]) {
      const last = left.at(-1);
      if (last === undefined) return left;
      if (await stream.reach(last, Math.floor(left.length / messagesWorth))) left = left.filter(stream.has);
      else followed.delete(stream);
    }
    return left;
  }

  function placeBefore(before: string): SearchPlace {
    const ends = [rarest, ...others].map((stream) => stream?.findUpTo(before) ?? '');
    return { before, upTo: ends.sort().at(-1) ?? '' };
  }
}

/** The rarer a word, the further back goes what was read of it first. */
function compareRarity(one: PostingStream, other: PostingStream): number {
  const [a, b] = [one.floor(), other.floor()];
  if (a === null && b === null) return one.size() - other.size();
  if (a === null || b === null) return a === null ? -1 : 1;
  return a < b ? -1 : 1;
}
