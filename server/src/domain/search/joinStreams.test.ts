import { describe, expect, it } from 'vitest';
import type { SearchBucket } from '../ports/search.ts';
import { joinStreams } from './joinStreams.ts';
import { keyOf, toPosting } from './posting.ts';
import { createPostingStream, type SearchPlace } from './postingStream.ts';

const plenty = { buckets: 10_000, messages: 10_000 };

describe('joinStreams', () => {
  it('finds each message once, from the newest down, however its words lie in buckets', async () => {
    for (let seed = 1; seed <= 10; seed += 1) {
      const random = createRandom(seed);
      const words = { blue: scatter(random, 700), red: scatter(random, 60), green: scatter(random, 300) };
      for (const wanted of [['blue'], ['blue', 'red'], ['green', 'blue', 'red']]) {
        const expected = intersect(wanted.map((word) => keysOf(words[toWord(word)])));
        for (const limit of [3, 50]) {
          expect(await readAll(words, wanted, { limit, budget: plenty }), `seed ${seed}, ${wanted}`).toEqual(expected);
        }
      }
    }
  });

  it('finds those of any of many words, each once', async () => {
    const random = createRandom(7);
    const words = { blue: scatter(random, 400), red: scatter(random, 60), green: scatter(random, 300) };
    const all = [...new Set(Object.values(words).flatMap(keysOf))].sort().reverse();
    const stream = open(words, { words: Object.keys(words), place: null, budget: { ...plenty } });
    await stream.open();
    const read: string[] = [];
    for (let keys = await stream.next(33); keys.length > 0; keys = await stream.next(33)) read.push(...keys);
    expect(read).toEqual(all);
  });

  it('ends when it has read enough, and goes on from there', async () => {
    for (let seed = 1; seed <= 8; seed += 1) {
      const random = createRandom(seed);
      const words = { blue: scatter(random, 700), red: scatter(random, 500), green: [] };
      const expected = intersect([keysOf(words.blue), keysOf(words.red)]);
      for (const budget of [
        { buckets: 9, messages: 10_000 },
        { buckets: 10_000, messages: 70 },
      ]) {
        expect(await readAll(words, ['blue', 'red'], { limit: 20, budget }), `seed ${seed}`).toEqual(expected);
      }
    }
  });
});

type Words = Record<'blue' | 'red' | 'green', SearchBucket[]>;

/** All pages, one after another. */
async function readAll(
  words: Words,
  wanted: string[],
  { limit, budget: given }: { limit: number; budget: typeof plenty },
): Promise<string[]> {
  const read: string[] = [];
  const all = new Set(intersect(wanted.map((word) => keysOf(words[toWord(word)]))));
  for (let place: SearchPlace | null = null, pages = 0; ; pages += 1) {
    if (pages > 2_000) throw new Error('It does not end.');
    const budget = { ...given };
    const streams = wanted.map((word) => open(words, { words: [word], place, budget }));
    const check = async (keys: string[]) => keys.filter((key) => all.has(key)).map((key) => ({ key }));
    const page = await joinStreams(streams, { limit, budget, check });
    expect(page.hits.length).toBeLessThanOrEqual(limit);
    read.push(...page.hits.map(({ key }) => key));
    if (page.place === null) return read;
    place = page.place;
  }
}

function open(
  words: Words,
  query: { words: string[]; place: SearchPlace | null; budget: { buckets: number; messages: number } },
) {
  const listBuckets = async ({ word, upTo, limit }: { word: string; upTo: string; limit: number }) =>
    words[toWord(word)]
      .filter(({ last }) => last <= upTo)
      .toSorted((a, b) => (a.last < b.last ? 1 : -1))
      .slice(0, limit);
  return createPostingStream({ listBuckets }, { workspaceId: 'w', isWanted: () => true, ...query });
}

/** Postings of some of 1,000 messages, in buckets that overlap, with some in two of them. */
function scatter(random: () => number, count: number): SearchBucket[] {
  const buckets = Array.from({ length: Math.ceil(count / 12) }, (): string[] => []);
  for (let added = 0; added < count; added += 1) {
    const number = Math.floor(random() * 1_000);
    // Most where they belong, some anywhere.
    const place = random() < 0.8 ? (number / 1_000) * buckets.length : random() * buckets.length;
    buckets[Math.floor(place)]?.push(postingOf(number));
  }
  return buckets.flatMap((postings, index) => {
    const last = postings.toSorted().at(-1);
    return last === undefined ? [] : [{ id: String(index), last, postings }];
  });
}

function postingOf(number: number): string {
  const id = `m${String(number).padStart(4, '0')}`;
  return toPosting({ id, workspaceId: 'w', conversationId: 'c', channelId: 'k', createdAt: 1_000 + (number >> 1) });
}

function keysOf(buckets: SearchBucket[]): string[] {
  return [...new Set(buckets.flatMap(({ postings }) => postings.map(keyOf)))].sort().reverse();
}

function intersect([first = [], ...others]: string[][]): string[] {
  const sets = others.map((keys) => new Set(keys));
  return first.filter((key) => sets.every((keys) => keys.has(key)));
}

function toWord(word: string): keyof Words {
  return word === 'blue' || word === 'red' ? word : 'green';
}

/** Numbers from 0 to 1 that are the same in each run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
