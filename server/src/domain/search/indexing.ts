import { listWords } from '@erp-whatsapp/shared/searchWords';
import type { DomainParts } from '../parts.ts';
import type { IndexedMessage, PostingAge } from '../ports/search.ts';
import { toPosting } from './posting.ts';

/** A message of 4,096 letters can have a thousand words; what is behind these is not found by the index. */
const mostWords = 300;
/** Messages taken in together: the more, the more of them share a word, and each word is written once. */
const mostNew = 1_000;
const mostOlder = 2_000;
/** Read, and words written, in one go: some milliseconds of the database's time. */
const readAtOnce = 500;
const wordsAtOnce = 100;
/** What is older than this when it is indexed does not come as it happens. In milliseconds. */
const recentFor = 24 * 60 * 60 * 1000;

/** Takes turns with what people wait for: called between the steps, which are short. */
export type Rest = () => Promise<void>;

/** Keeping the index of words. Whoever calls this sees to it that, as a rule, one process at a time does. */
export function createIndexing({ storage: { search }, clock }: Pick<DomainParts, 'storage' | 'clock'>) {
  return {
    /** Takes in messages that came lately. @returns whether there may be more */
    async indexNew(rest: Rest): Promise<boolean> {
      const messages = await search.listUnindexed(mostNew);
      for (const [workspaceId, own] of Map.groupBy(messages, (message) => message.workspaceId)) {
        await addAll(workspaceId, own, rest);
        await search.noteIndexed(
          workspaceId,
          own.map(({ id }) => id),
        );
      }
      return messages.length === mostNew;
    },

    /** Takes in some of the messages that were there before the index. @returns whether there may be more */
    async indexOlder(rest: Rest): Promise<boolean> {
      const { readDownTo, isComplete } = await search.getIndexing();
      if (isComplete) return false;
      const messages: IndexedMessage[] = [];
      let last = readDownTo;
      do {
        await rest();
        const page = await search.listBelow(last, readAtOnce);
        messages.push(...page.messages);
        last = page.last;
      } while (last !== null && messages.length < mostOlder);
      for (const [workspaceId, own] of Map.groupBy(messages, (message) => message.workspaceId)) {
        await addAll(workspaceId, own, rest);
      }
      await search.noteReadDown(last);
      return last !== null;
    },
  };

  async function addAll(workspaceId: string, messages: IndexedMessage[], rest: Rest): Promise<void> {
    const now = clock.now();
    const toAge = ({ createdAt }: IndexedMessage): PostingAge => (now - createdAt > recentFor ? 'old' : 'recent');
    for (const [age, own] of Map.groupBy(messages, toAge)) {
      const postings = [...listPostings(own)];
      for (let at = 0; at < postings.length; at += wordsAtOnce) {
        await rest();
        await search.addPostings(workspaceId, age, new Map(postings.slice(at, at + wordsAtOnce)));
      }
    }
  }
}

/** By word. */
function listPostings(messages: IndexedMessage[]): Map<string, string[]> {
  const postings = new Map<string, string[]>();
  for (const message of messages) {
    const posting = toPosting(message);
    for (const word of listWords(message.content, mostWords)) {
      const known = postings.get(word);
      if (known) known.push(posting);
      else postings.set(word, [posting]);
    }
  }
  return postings;
}

export type IndexKeeping = ReturnType<typeof createIndexing>;
