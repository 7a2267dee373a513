import { compareInThread, type Message } from '@erp-whatsapp/shared/message';
import { describe, expect, it } from 'vitest';
import { type GetStorage, insert, newId, newIncoming, noon, setStage } from './stage.ts';

export function describeThreads(storage: GetStorage): void {
  describe('threads', () => {
    /** Many messages, several of each instant, stored in no order. */
    async function writeThread() {
      const stage = await setStage(storage());
      const times = Array.from({ length: 23 }, (_, index) => noon + (((index * 7) % 23) >> 2));
      const messages = await Promise.all(
        times.map((createdAt) => insert(storage(), newIncoming(stage.conversation, { createdAt, id: newId() }))),
      );
      return { ...stage, inOrder: messages.toSorted(compareInThread) };
    }

    it('run by time, then by id', async () => {
      const { workspaceId, conversation, inOrder } = await writeThread();
      const query = { workspaceId, conversationId: conversation.id };
      expect(await storage().messages.page({ ...query, limit: 100 })).toEqual(inOrder);
      expect(await storage().messages.page({ ...query, limit: 5 })).toEqual(inOrder.slice(-5));
      expect(await storage().messages.page({ ...query, limit: 5, conversationId: newId() })).toEqual([]);
      expect(await storage().messages.oldest(workspaceId, conversation.id)).toEqual(inOrder[0]);
      expect(await storage().messages.oldest(workspaceId, newId())).toBeNull();
    });

    it('are read back by position, through ties, without loss or repetition', async () => {
      const { workspaceId, conversation, inOrder } = await writeThread();
      for (const limit of [1, 4, 10]) {
        const read: Message[] = [];
        for (;;) {
          const page = await storage().messages.page({
            workspaceId,
            conversationId: conversation.id,
            limit,
            before: read[0],
          });
          if (page.length === 0) break;
          read.unshift(...page);
        }
        expect(read).toEqual(inOrder);
      }
    });

    it('are read on by position, through ties, without loss or repetition', async () => {
      const { workspaceId, conversation, inOrder } = await writeThread();
      const [first] = inOrder;
      for (const limit of [1, 4, 10]) {
        const read = inOrder.slice(0, 1);
        for (let after = first; after; after = read.at(-1)) {
          const part = { workspaceId, conversationId: conversation.id, limit, after };
          const page = await storage().messages.page(part);
          expect(page.length).toBeLessThanOrEqual(limit);
          if (page.length === 0) break;
          read.push(...page);
        }
        expect(read).toEqual(inOrder);
      }
      const elsewhere = { workspaceId, conversationId: newId(), limit: 5, after: first };
      expect(await storage().messages.page(elsewhere)).toEqual([]);
    });

    it('are read back by offset from the newest', async () => {
      const { workspaceId, conversation, inOrder } = await writeThread();
      const page = (offset: number) =>
        storage().messages.page({ workspaceId, conversationId: conversation.id, limit: 10, offset });
      expect(await page(0)).toEqual(inOrder.slice(-10));
      expect(await page(10)).toEqual(inOrder.slice(-20, -10));
      expect(await page(20)).toEqual(inOrder.slice(0, 3));
      expect(await page(23)).toEqual([]);
    });
  });
}
