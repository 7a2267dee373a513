import { mongo } from 'mongoose';
import type { PostingAge, SearchStorage } from '../../../domain/ports/search.ts';
import { retryLostUpsert } from '../duplicateKey.ts';
import type { BucketDocument, SearchModels } from './searchModels.ts';
import { toWordId } from './wordIds.ts';

/** The postings of a full bucket: some 8 KB. More would be less to read for common words, and more to write for each message. */
const bucketSize = 128;

type Open = { id: BucketDocument['_id']; count: number };
type Push = { id: BucketDocument['_id']; postings: string[]; isFull: boolean };

/**
 * Fills the bucket that is open for a word, then new ones. Two processes at once may each open one, or fill one over its
 * size, which does no harm.
 */
export function createAddPostings({ buckets, words }: SearchModels): SearchStorage['addPostings'] {
  return async (workspaceId, age, postings) => {
    const found = await buckets
      .find({ workspaceId, open: age, word: { $in: [...postings.keys()] } }, { word: 1, count: 1 })
      .lean();
    const open = new Map(found.map(({ _id, word, count }) => [word, { id: _id, count }]));
    const pushes: Push[] = [];
    const made: BucketDocument[] = [];
    for (const [word, added] of postings) {
      // A bucket shall hold neighbours: recent ones come from the oldest on, old ones from the newest on.
      const sorted = [...added].sort();
      const queue = age === 'recent' ? sorted : sorted.reverse();
      const push = fill(queue, open.get(word));
      if (push) pushes.push(push);
      while (queue.length > 0) made.push(makeBucket({ workspaceId, word, age }, queue.splice(0, bucketSize)));
    }
    // First: a bucket whose word is not known is never found.
    await countIn(words, workspaceId, made);
    const updates = pushes.map((push) => ({ updateOne: toUpdate(workspaceId, push) }));
    await Promise.all([
      made.length === 0 ? null : buckets.insertMany(made, { ordered: false, lean: true }),
      updates.length === 0 ? null : buckets.bulkWrite(updates, { ordered: false }),
    ]);
  };
}

async function countIn(words: SearchModels['words'], workspaceId: string, made: BucketDocument[]): Promise<void> {
  if (made.length === 0) return;
  const updates = [...Map.groupBy(made, ({ word }) => word)].map(([word, own]) => ({
    updateOne: {
      filter: { _id: toWordId(workspaceId, word), workspaceId },
      update: { $inc: { buckets: own.length } },
      upsert: true,
    },
  }));
  await retryLostUpsert(() => words.bulkWrite(updates, { ordered: false }));
}

function fill(queue: string[], open: Open | undefined): Push | null {
  if (!open) return null;
  const postings = queue.splice(0, Math.max(bucketSize - open.count, 0));
  return { id: open.id, postings, isFull: open.count + postings.length >= bucketSize };
}

function makeBucket(
  { workspaceId, word, age }: { workspaceId: string; word: string; age: PostingAge },
  postings: string[],
): BucketDocument {
  const count = postings.length;
  const open = count < bucketSize ? { open: age } : {};
  return { _id: new mongo.ObjectId(), workspaceId, word, ...open, count, last: findLast(postings), postings };
}

function toUpdate(workspaceId: string, { id, postings, isFull }: Push) {
  return {
    filter: { _id: id, workspaceId },
    update: {
      ...(postings.length === 0
        ? {}
        : {
            $push: { postings: { $each: postings } },
            $inc: { count: postings.length },
            $max: { last: findLast(postings) },
          }),
      ...(isFull ? { $unset: { open: 1 as const } } : {}),
    },
  };
}

function findLast(postings: string[]): string {
  return postings.toSorted().at(-1) ?? '';
}
