import { afterEach, beforeEach, expect, it } from 'vitest';
import { makePicture, toChunks } from '../../testing/files/samples.ts';
import { startDomain } from '../../testing/startDomain.ts';
import { waitFor } from '../../testing/waitFor.ts';
import type { ChannelRef } from '../ports/whatsapp.ts';

const ana = '+4915111111111';
const refused = (code: string) => ({ name: 'CommandError', code });

let test: Awaited<ReturnType<typeof startDomain>>;
let channel: ChannelRef;
/** What the addresses of files wait for, and how many were asked. */
let answering: Promise<void>;
let fetched: number;

beforeEach(async () => {
  answering = Promise.resolve();
  fetched = 0;
  test = await startDomain(undefined, undefined, async () => {
    fetched += 1;
    await answering;
    return { chunks: toChunks(makePicture(4, 3)), fileName: 'photo.png' };
  });
  channel = { workspaceId: test.actor.workspaceId, channelId: 'leaving' };
  // Nothing has to be unlinked of what Meta connects.
  const kind = { type: 'whatsapp_business', isDefault: false } as const;
  const { workspaceId, channelId: id } = channel;
  await test.storage.channels.create({ id, workspaceId, name: 'Leaving', ...kind }, Date.now());
  await test.domain.channels.applyState(channel, { status: 'active', phoneNumber: '+4930999999' });
});
afterEach(() => test?.close());

const picture = { messageType: 'image', message: '', media: { url: 'https://example.com/photo.png' } } as const;

it('a file whose number is deleted while it is fetched is refused', async () => {
  const { domain, storage, actor } = test;
  const { promise, resolve } = Promise.withResolvers<void>();
  answering = promise;
  const sending = domain.messages.send(actor, { ...picture, to: ana, channelId: channel.channelId });
  await waitFor('it to be fetched', () => fetched > 0);
  await domain.channels.remove(actor, channel);
  resolve();
  await expect(sending).rejects.toMatchObject(refused('CHANNEL_NOT_ACTIVE'));
  expect(await storage.messages.countPending(channel)).toBe(0);
  // Nor is there a conversation in which nothing was ever said.
  expect((await domain.conversations.list(actor, { channelId: channel.channelId, limit: 10 })).data).toEqual([]);
});

it('a file that answers what is not in its conversation is refused before it is fetched', async () => {
  const { domain, actor } = test;
  const text = { message: 'Hello', messageType: 'text' } as const;
  const { conversationId } = await domain.messages.send(actor, { ...text, to: ana });
  const { id: elsewhere } = await domain.messages.send(actor, { ...text, to: '+4915122222222' });
  for (const replyTo of [elsewhere, 'none']) {
    const sending = domain.messages.send(actor, { ...picture, conversationId, replyTo });
    await expect(sending).rejects.toMatchObject(refused('NOT_FOUND'));
  }
  expect(fetched).toBe(0);
  const { id: replyTo } = await domain.messages.send(actor, { ...text, conversationId });
  await domain.messages.send(actor, { ...picture, conversationId, replyTo });
  expect(fetched).toBe(1);
});

it('what was taken for a number that is deleted fails with the next start', async () => {
  const { domain, storage, actor } = test;
  const text = { to: ana, channelId: channel.channelId, message: 'Hello', messageType: 'text' } as const;
  const beside = test.openBeside();
  await beside.domain.messages.send(actor, text);
  await domain.channels.remove(actor, channel);
  // It has not heard of that.
  const { id } = await beside.domain.messages.send(actor, text);
  await beside.domain.close();
  expect(await storage.messages.countPending(channel)).toBe(1);

  const next = test.openBeside();
  await next.domain.mend();
  expect(await storage.messages.get(actor.workspaceId, id)).toMatchObject({
    status: 'failed',
    error: { code: 'CHANNEL_NOT_ACTIVE' },
  });
  await next.domain.close();
});
