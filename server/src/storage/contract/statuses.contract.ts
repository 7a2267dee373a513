import type { Message, MessageStatus } from '@erp-whatsapp/shared/message';
import { describe, expect, it } from 'vitest';
import { atOnce, type GetStorage, insert, newId, newIncoming, newOutgoing, noon, setStage } from './stage.ts';

const rejected = { code: 'WHATSAPP_REJECTED', message: 'WhatsApp refused it.' } as const;

export function describeStatuses(storage: GetStorage): void {
  const advance = (
    message: Pick<Message, 'id'>,
    status: MessageStatus,
    {
      workspaceId,
      at,
      seq = at - noon,
      ...more
    }: { workspaceId: string; at: number; seq?: number; transmittedAt?: number; seen?: Message },
  ) =>
    storage().messages.advanceStatus(workspaceId, message.id, {
      ...more,
      status,
      error: status === 'failed' ? rejected : null,
      at,
      seq,
    });
  const iso = (time: number) => new Date(time).toISOString();

  describe('statuses', () => {
    it('move forward, and each is stamped with its time', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const message = await insert(storage(), newOutgoing(conversation));
      const sent = await advance(message, 'sent', { workspaceId, at: noon + 5 });
      expect(sent).toEqual({ ...message, status: 'sent', sentAt: iso(noon + 5), updatedAt: iso(noon + 5), seq: 5 });
      const delivered = await advance(message, 'delivered', { workspaceId, at: noon + 6 });
      expect(delivered).toEqual({
        ...sent,
        status: 'delivered',
        deliveredAt: iso(noon + 6),
        updatedAt: iso(noon + 6),
        seq: 6,
      });
      const read = await advance(message, 'read', { workspaceId, at: noon + 7 });
      expect(read).toEqual({ ...delivered, status: 'read', readAt: iso(noon + 7), updatedAt: iso(noon + 7), seq: 7 });
      expect(await storage().messages.get(workspaceId, message.id)).toEqual(read);
    });

    it('never go back', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const message = await insert(storage(), newOutgoing(conversation));
      const read = await advance(message, 'read', { workspaceId, at: noon + 5 });
      // What was skipped happened then, at the latest.
      expect(read).toMatchObject({ sentAt: iso(noon + 5), deliveredAt: iso(noon + 5), readAt: iso(noon + 5) });
      for (const status of ['pending', 'failed', 'sent', 'delivered', 'read'] as const) {
        expect(await advance(message, status, { workspaceId, at: noon + 9 })).toBeNull();
      }
      expect(await storage().messages.get(workspaceId, message.id)).toEqual(read);
      expect(await advance({ id: newId() }, 'read', { workspaceId, at: noon })).toBeNull();
    });

    it('begin anew only where a message of ours failed', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const { messages } = storage();
      const message = await insert(storage(), newOutgoing(conversation));
      const again = { at: noon + 9, seq: 9 };
      expect(await messages.retry(workspaceId, message.id, again)).toBeNull();
      await advance(message, 'failed', { workspaceId, at: noon + 5 });
      const retried = await messages.retry(workspaceId, message.id, again);
      expect(retried).toEqual({ ...message, updatedAt: iso(noon + 9), seq: 9 });
      expect(await messages.listPending(workspaceId, conversation.id, 10)).toEqual([retried]);
      expect(await messages.retry(workspaceId, message.id, again)).toBeNull();
      const incoming = await insert(storage(), newIncoming(conversation, { status: 'failed' }));
      expect(await messages.retry(workspaceId, incoming.id, again)).toBeNull();
    });

    it('keep why a message failed until it turns out to have arrived', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const message = await insert(storage(), newOutgoing(conversation));
      expect(await advance(message, 'failed', { workspaceId, at: noon + 1 })).toMatchObject({
        status: 'failed',
        error: rejected,
        sentAt: null,
      });
      expect(await advance(message, 'delivered', { workspaceId, at: noon + 2 })).toMatchObject({
        status: 'delivered',
        error: null,
        sentAt: iso(noon + 2),
      });
    });

    it('let fail what was sent, and undo that only by what was handed over after it', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const message = await insert(storage(), newOutgoing(conversation));
      const sent = await advance(message, 'sent', { workspaceId, at: noon + 1 });
      const failed = await advance(message, 'failed', { workspaceId, at: noon + 5 });
      expect(failed).toMatchObject({ status: 'failed', error: rejected, sentAt: iso(noon + 1) });
      const at = noon + 9;
      expect(await advance(message, 'sent', { workspaceId, at })).toBeNull();
      expect(await advance(message, 'sent', { workspaceId, at, transmittedAt: noon + 5 })).toBeNull();
      // Whoever saw it earlier is no wiser.
      expect(await advance(message, 'sent', { workspaceId, at, seen: message })).toBeNull();
      expect(sent && (await advance(message, 'failed', { workspaceId, at, seen: sent }))).toBeNull();
      expect(await advance(message, 'sent', { workspaceId, at, transmittedAt: noon + 6 })).toMatchObject({
        status: 'sent',
        error: null,
        sentAt: iso(noon + 1),
      });
      expect(await advance(message, 'delivered', { workspaceId, at })).not.toBeNull();
      expect(await advance(message, 'failed', { workspaceId, at })).toBeNull();
    });

    it('do not let the number of a message go back', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const message = await insert(storage(), newOutgoing(conversation, { seq: 50 }));
      expect(await advance(message, 'sent', { workspaceId, at: noon + 1, seq: 20 })).toMatchObject({ seq: 50 });
      expect(await advance(message, 'read', { workspaceId, at: noon + 1, seq: 60 })).toMatchObject({ seq: 60 });
    });

    it('end in the furthest one, in whatever order they come at once', async () => {
      const { workspaceId, conversation } = await setStage(storage());
      const statuses = ['failed', 'sent', 'delivered', 'read'] as const;
      await Promise.all(
        permutations(statuses).map(async (order) => {
          const message = await insert(storage(), newOutgoing(conversation));
          const answers = await Promise.all(
            order.map((status, index) => advance(message, status, { workspaceId, at: noon + index + 1 })),
          );
          const moved = answers.flatMap((answer) => (answer ? [answer.status] : []));
          expect(moved.toSorted()).toEqual([...new Set(moved)].toSorted());
          const stored = await storage().messages.get(workspaceId, message.id);
          expect(stored).toMatchObject({ status: 'read', error: null });
          expect([stored?.sentAt, stored?.deliveredAt, stored?.readAt]).not.toContain(null);
          expect(answers).toContainEqual(stored);
        }),
      );
    });
  });

  describe('statuses before their message', () => {
    it('wait for it and are taken once', async () => {
      const { workspaceId, channel, conversation } = await setStage(storage());
      const { messages } = storage();
      const key = {
        channelId: channel.channelId,
        conversationId: conversation.id,
        isOutgoing: true,
        whatsappId: newId(),
      };
      const sent = { status: 'sent', error: null, at: noon } as const;
      const failed = { status: 'failed', error: rejected, at: noon + 1 } as const;
      await messages.keepEarlyStatus(workspaceId, key, failed);
      await atOnce(20, () => messages.keepEarlyStatus(workspaceId, key, sent));
      await messages.keepEarlyStatus(workspaceId, { ...key, isOutgoing: false }, { ...sent, status: 'read' });
      expect(await messages.listEarlyStatuses(workspaceId, { ...key, whatsappId: newId() })).toEqual([]);
      expect(await messages.listEarlyStatuses(workspaceId, { ...key, conversationId: newId() })).toEqual([]);
      expect(await messages.listEarlyStatuses(workspaceId, key)).toEqual([sent, failed]);
      await messages.forgetEarlyStatuses(workspaceId, { ...key, whatsappId: newId() }, ['sent', 'failed']);
      await messages.forgetEarlyStatuses(workspaceId, key, ['sent']);
      expect(await messages.listEarlyStatuses(workspaceId, key)).toEqual([failed]);
    });
  });
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]));
}
