import { describe, expect, it } from 'vitest';
import { comingMedia, type GetStorage, insert, newId, newIncoming, newOutgoing, noon, setStage } from './stage.ts';

const image = { messageType: 'image', content: '', media: comingMedia, raw: '{"imageMessage":{}}' } as const;
const here = { ...comingMedia, state: 'here', sha256: 'a'.repeat(64) } as const;

/** The files of messages. */
export function describeMedia(storage: GetStorage): void {
  describe('files of messages', () => {
    it('come back with their message, and say where they are as long as they can be had', async () => {
      const { conversation, workspaceId } = await setStage(storage());
      const { id, media } = await insert(storage(), newIncoming(conversation, image));
      expect(media).toEqual({ type: 'image', ...comingMedia, url: `/api/media/${id}` });
      expect((await storage().messages.get(workspaceId, id))?.media).toEqual(media);
      const gone = await storage().messages.setMedia(workspaceId, id, {
        media: { ...comingMedia, state: 'gone' },
        at: noon + 1,
        seq: 2,
      });
      expect(gone?.media).toMatchObject({ state: 'gone', url: null });
      const text = await insert(storage(), newIncoming(conversation));
      expect(text.media).toBeNull();
    });

    it('that are here from the start are not to be fetched', async () => {
      const { messages } = storage();
      const { conversation, channel } = await setStage(storage());
      const sent = await insert(storage(), newOutgoing(conversation, { ...image, media: here }));
      expect(sent.media).toMatchObject({ state: 'here', sha256: here.sha256, url: `/api/media/${sent.id}` });
      expect(await messages.listMediaDue(channel, { after: null, limit: 10 })).toEqual([]);
    });

    it('are to be fetched once, oldest first, a page at a time', async () => {
      const { messages } = storage();
      const { conversation, workspaceId, channel } = await setStage(storage());
      const ids: string[] = [];
      for (const index of [0, 1, 1, 3, 4]) {
        const message = newIncoming(conversation, { ...image, createdAt: noon + index });
        ids.push((await insert(storage(), message)).id);
      }
      await insert(storage(), newIncoming(conversation));
      const first = await messages.listMediaDue(channel, { after: null, limit: 2 });
      expect(first).toEqual([
        expect.objectContaining({ id: ids[0], messageType: 'image', media: comingMedia }),
        expect.objectContaining({ id: ids[1], createdAt: new Date(noon + 1).toISOString() }),
      ]);
      const rest = await messages.listMediaDue(channel, { after: first[1] ?? null, limit: 10 });
      expect(rest.map(({ id }) => id)).toEqual(ids.slice(2));
      expect(await messages.getMediaDue(workspaceId, ids[0] ?? '')).toEqual({ ...first[0], raw: image.raw });

      const change = { media: here, at: noon + 9, seq: 9 };
      expect(await messages.setMedia(workspaceId, ids[0] ?? '', change)).toMatchObject({
        ...{ seq: 9, updatedAt: new Date(noon + 9).toISOString() },
        media: { state: 'here', sha256: here.sha256 },
      });
      expect(await messages.setMedia(workspaceId, ids[0] ?? '', { ...change, seq: 10 })).toBeNull();
      expect(await messages.getMediaDue(workspaceId, ids[0] ?? '')).toBeNull();
      expect(await messages.setMedia(workspaceId, newId(), change)).toBeNull();
      const left = await messages.listMediaDue(channel, { after: null, limit: 10 });
      expect(left.map(({ id }) => id)).toEqual(ids.slice(1));
    });

    it('are found across channels and workspaces when they have waited too long', async () => {
      const { messages } = storage();
      const before = noon - 1_000_000;
      const waiting: { id: string; workspaceId: string }[] = [];
      for (const createdAt of [before - 2, before - 1, before]) {
        const { conversation, workspaceId } = await setStage(storage());
        const { id } = await insert(storage(), newIncoming(conversation, { ...image, createdAt }));
        waiting.push({ id, workspaceId });
        await insert(storage(), newIncoming(conversation, { createdAt }));
      }
      const found = await messages.listMediaDueBefore(before, 10);
      expect(found).toMatchObject(waiting.slice(0, 2).map((each) => ({ ...each, media: comingMedia })));
      expect(await messages.listMediaDueBefore(before, 1)).toEqual(found.slice(0, 1));
      for (const { id, workspaceId } of waiting) {
        await messages.setMedia(workspaceId, id, { media: { ...comingMedia, state: 'gone' }, at: noon, seq: 9 });
      }
      expect(await messages.listMediaDueBefore(before + 1, 10)).toEqual([]);
    });

    it('come with what a placeholder turns out to be', async () => {
      const { messages } = storage();
      const { conversation, workspaceId, channel } = await setStage(storage());
      const { id } = await insert(storage(), newIncoming(conversation, { content: 'Wait', isPlaceholder: true }));
      const replacement = { ...image, replyTo: null, at: noon + 9, seq: 9 };
      expect(await messages.replacePlaceholder(workspaceId, id, replacement)).toMatchObject({
        ...{ messageType: 'image', content: '' },
        media: { state: 'coming', url: `/api/media/${id}` },
      });
      expect(await messages.listMediaDue(channel, { after: null, limit: 10 })).toMatchObject([{ id }]);
      expect(await messages.getMediaDue(workspaceId, id)).toMatchObject({ id, raw: image.raw });
    });

    it('are found again by what their sender called the message', async () => {
      const { messages } = storage();
      const { conversation, workspaceId } = await setStage(storage());
      const sent = newOutgoing(conversation, { ...image, media: here });
      const { message } = await messages.insert(sent);
      const clientMessageId = sent.clientMessageId ?? '';
      expect(await messages.findByClientMessageId(workspaceId, clientMessageId)).toEqual({
        message,
        fingerprint: 'fingerprint',
      });
      expect(await messages.findByClientMessageId(workspaceId, newId())).toBeNull();
    });
  });
}
