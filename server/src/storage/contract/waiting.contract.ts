import { describe, expect, it } from 'vitest';
import { addConversation, type GetStorage, insert, newId, newIncoming, setStage, toAdded } from './stage.ts';

export function describeWaiting(storage: GetStorage): void {
  describe('what waits', () => {
    it('is unread or marked so, and neither archived nor left out', async () => {
      const { conversations } = storage();
      const { workspaceId, channel, conversation: read } = await setStage(storage());
      const add = async () => (await addConversation(storage(), channel)).conversation;
      const addUnread = async () => {
        const conversation = await add();
        const message = await insert(storage(), newIncoming(conversation));
        await conversations.addMessages(workspaceId, toAdded(message, 5));
        return conversation;
      };
      const [unread, both, archived, marked] = [await addUnread(), await addUnread(), await addUnread(), await add()];
      const flag = (conversationId: string, flags: { archived?: boolean; isMarkedUnread?: boolean }) =>
        conversations.setFlags(workspaceId, { conversationId, ...flags, seq: 9 });
      await flag(both.id, { isMarkedUnread: true });
      await flag(marked.id, { isMarkedUnread: true });
      await flag(archived.id, { archived: true });

      expect(await conversations.countWaiting(workspaceId, [])).toBe(3);
      expect(await conversations.countWaiting(workspaceId, [marked.id, both.id, read.id, archived.id])).toBe(1);
      expect(await conversations.countWaiting(workspaceId, [unread.id])).toBe(2);
      expect(await conversations.countWaiting(newId(), [])).toBe(0);
    });
  });
}
