import type { CommandInput, CommandResults } from '@erp-whatsapp/shared/commands';
import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { Message } from '@erp-whatsapp/shared/message';
import type { Actor } from './actor.ts';
import type { Nouns } from './nouns.ts';
import type { DomainParts } from './parts.ts';
import type { ChangeRange } from './ports/storage/changes.ts';

/**
 * Changes that are told although a smaller number may still come: as many as are written in a moment, or in the time that
 * several processes wait for each other.
 */
const unsettledLimit = 2_000;
const unsettledLimitBeside = 10_000;

type Changed = { messages: Message[]; conversations: Conversation[] };

/** Telling a client what happened while it was away. */
export function createSync({ storage, peers }: Pick<DomainParts, 'storage' | 'peers'>, { changes, summaries }: Nouns) {
  return async function sync(actor: Actor, { since, limit }: CommandInput<'sync'>): Promise<CommandResults['sync']> {
    const { workspaceId } = actor;
    await summaries.catchUpAll(workspaceId);
    const settled = await changes.settled(workspaceId);
    const page = await read({ workspaceId, after: since, upTo: settled, limit: limit + 1 });
    const seqs = [...page.messages, ...page.conversations].map(({ seq }) => seq).toSorted((a, b) => a - b);
    const last = seqs[limit - 1];
    if (last !== undefined && seqs.length > limit) {
      return { data: { ...cut(page, last), seq: last, more: true } };
    }
    // A slower writer may still come in before these: they are told now, and once more next time.
    const beyond = await read({
      workspaceId,
      after: Math.max(since, settled),
      limit: peers.isAlone ? unsettledLimit : unsettledLimitBeside,
    });
    const messages = [...page.messages, ...beyond.messages];
    const conversations = [...page.conversations, ...beyond.conversations];
    return { data: { messages, conversations, seq: settled, more: false } };
  };

  async function read(range: ChangeRange): Promise<Changed> {
    const [messages, conversations] = await Promise.all([
      storage.messages.listChanged(range),
      storage.conversations.listChanged(range),
    ]);
    return { messages, conversations };
  }
}

function cut({ messages, conversations }: Changed, last: number): Changed {
  return {
    messages: messages.filter(({ seq }) => seq <= last),
    conversations: conversations.filter(({ seq }) => seq <= last),
  };
}
