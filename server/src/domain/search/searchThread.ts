import type { Message } from '@erp-whatsapp/shared/message';
import type { Storage } from '../ports/storage/storage.ts';
import { positionOf, toKey } from './posting.ts';

const pageSize = 200;

/**
 * Looks at a thread's messages themselves, from the newest down: for short threads, in which a word that is common elsewhere
 * is found soonest so.
 * @param before the key to begin below; `null`: at the newest
 * @returns `next`: the key to go on below; `null` when there are no more
 */
export async function searchThread(
  { messages }: Pick<Storage, 'messages'>,
  query: {
    workspaceId: string;
    conversationId: string;
    before: string | null;
    limit: number;
    /** Messages to look at, at most. */
    most: number;
    isHit: (message: Message) => boolean;
  },
): Promise<{ hits: Message[]; next: string | null; isCut: boolean }> {
  const { workspaceId, conversationId, limit, most, isHit } = query;
  const hits: Message[] = [];
  let before = query.before === null ? undefined : positionOf(query.before);
  for (let looked = 0; looked < most; looked += pageSize) {
    const page = await messages.page({ workspaceId, conversationId, limit: pageSize, before });
    hits.push(...page.filter(isHit).reverse());
    if (hits.length > limit) {
      const shown = hits.slice(0, limit);
      return { hits: shown, next: toNext(shown.at(-1)), isCut: false };
    }
    const [oldest] = page;
    if (page.length < pageSize || oldest === undefined) return { hits, next: null, isCut: false };
    before = { createdAt: oldest.createdAt, id: oldest.id };
  }
  return { hits, next: before ? toKey(Date.parse(before.createdAt), before.id) : null, isCut: true };
}

function toNext(last: Message | undefined): string | null {
  return last ? toKey(Date.parse(last.createdAt), last.id) : null;
}
