import type { DomainParts } from '../parts.ts';
import type { ChannelRef } from '../ports/whatsapp.ts';
import type { Statuses } from './statuses.ts';

/** Messages of a conversation that are looked up at once. */
const batch = 100;

const error = {
  code: 'CHANNEL_NOT_ACTIVE',
  message: 'The WhatsApp number was deleted before this could go out.',
} as const;

/** Makes what is still to be sent over a channel fail, for when it goes away. To be called when nothing more is accepted for it. */
export function createGivingUp(
  { storage, clock }: Pick<DomainParts, 'storage' | 'clock'>,
  { settle }: Pick<Statuses, 'settle'>,
) {
  return async function giveUpPending(channel: ChannelRef): Promise<void> {
    for (const conversationId of await storage.messages.conversationsWithPending(channel)) {
      await giveUp(channel.workspaceId, conversationId);
    }
  };

  async function giveUp(workspaceId: string, conversationId: string): Promise<void> {
    let left = await storage.messages.listPending(workspaceId, conversationId, batch);
    while (left.length > 0) {
      for (const message of left) {
        await settle(workspaceId, message, { status: 'failed', error, at: clock.now() });
      }
      const next = await storage.messages.listPending(workspaceId, conversationId, batch);
      // What did not change now would not change the next time.
      left = next.some(({ id }) => left.some((message) => message.id === id)) ? [] : next;
    }
  }
}
