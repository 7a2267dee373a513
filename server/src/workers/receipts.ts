import type { Log } from '../domain/ports/runtime.ts';
import type { Storage } from '../domain/ports/storage/storage.ts';
import type { ChannelRef, CustomerIdentity, WhatsAppSession } from '../domain/ports/whatsapp.ts';
import { createWakeable } from './wakeable.ts';

/** Receipts told in one go. */
const batch = 200;

/** Tells customers that they were read. What WhatsApp was not told stays due until the number is connected. */
export function createReceiptSender(parts: {
  storage: Pick<Storage, 'messages'>;
  activeSession: (channel: ChannelRef) => WhatsAppSession | null;
  identityOf: (workspaceId: string, contactId: string) => Promise<CustomerIdentity>;
  log: Log;
}) {
  const { messages } = parts.storage;
  const channels = createWakeable<ChannelRef>({
    keyOf: ({ channelId }) => channelId,
    run: sendDue,
    onError: ({ channelId }, error) => parts.log.error({ channelId, err: error }, 'sending read receipts failed'),
  });

  return { wake: channels.wake, close: channels.close };

  async function sendDue(ref: ChannelRef): Promise<void> {
    for (;;) {
      const session = parts.activeSession(ref);
      if (!session) return;
      const due = await messages.listReceiptsDue(ref, batch);
      if (due.length === 0) return;
      const byCustomer = Map.groupBy(due, ({ customerId }) => customerId);
      for (const [customerId, receipts] of byCustomer) {
        const isTold = await session.markRead({
          customer: await parts.identityOf(ref.workspaceId, customerId),
          whatsappIds: receipts.map(({ whatsappId }) => whatsappId),
        });
        if (!isTold) return;
        await messages.clearReceiptsDue(
          ref.workspaceId,
          receipts.map(({ id }) => id),
        );
      }
    }
  }
}
