import type { Channel } from '@erp-whatsapp/shared/channel';
import type { Conversation } from '@erp-whatsapp/shared/conversation';
import type { Message } from '@erp-whatsapp/shared/message';
import type { Nouns } from './nouns.ts';
import type { DomainParts } from './parts.ts';
import type { ChangedId, ChangeRange } from './ports/storage/changes.ts';

/** A stored change, as it is read back. `mobileNo`: the customer's number. */
export type Change = { seq: number } & (
  | { message: Message; mobileNo: string; conversation?: undefined }
  | { conversation: Conversation; message?: undefined }
);

/** What changed, for whoever must not miss it; see `docs/decisions/008-several-processes.md`. */
export function createChangeFeed(
  { storage }: Pick<DomainParts, 'storage'>,
  { changes, conversationDirectory }: Pick<Nouns, 'changes' | 'conversationDirectory'>,
) {
  return {
    /** See `Changes`. */
    settled: (workspaceId: string): Promise<number> => changes.settled(workspaceId),

    /** Which messages and conversations changed, in the order of their numbers. */
    listIds: (range: ChangeRange): Promise<ChangedId[]> => storage.changes.listIds(range),

    /** The same with all that they say: at most `limit` of each kind, and nothing behind the last of a kind that may go on. */
    async read(range: ChangeRange): Promise<Change[]> {
      const [messages, conversations] = await Promise.all([
        storage.messages.listChanged(range),
        storage.conversations.listChanged(range),
      ]);
      const ends = [messages, conversations].map((found) =>
        found.length < range.limit ? Number.POSITIVE_INFINITY : (found.at(-1)?.seq ?? 0),
      );
      const withNumbers = messages.map(async (message) => {
        const conversation = await conversationDirectory.get(range.workspaceId, message.conversationId);
        return { seq: message.seq, message, mobileNo: conversation?.mobileNo ?? '' };
      });
      return [
        ...(await Promise.all(withNumbers)),
        ...conversations.map((conversation) => ({ seq: conversation.seq, conversation })),
      ]
        .filter(({ seq }) => seq <= Math.min(...ends))
        .sort((a, b) => a.seq - b.seq);
    },

    /** With those that were deleted, which is a change of them too. */
    listChannels: (workspaceId: string): Promise<Channel[]> => storage.channels.listWithDeleted(workspaceId),
  };
}

export type ChangeFeed = ReturnType<typeof createChangeFeed>;
